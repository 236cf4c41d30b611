/**
 * The life of a declaration. It is made, may be renewed near its end, may be raised or lowered to another level, and ends by
 * being withdrawn (by the organisation, or by the hub with a reason) or by lapsing, which nobody has to do: it is read
 * off the calendar. A declaration that ended is never revived; a new one gets a new number, so that a certificate
 * printed before cannot come back to life.
 *
 *     none ── made ──▶ valid ──▶ due ──▶ lapsed
 *                       ▲ │       │
 *                       │ └───────┴── withdrawn
 *                       └── renewed, changed
 */
import { Refusal } from '#platform/errors';
import { addMonths, endOfDay } from './calendar.ts';
import type { Verdict } from './decide.ts';
import type { DeclarationRules } from './rules.ts';

/** Something that happened to a declaration. Stored. */
export type DeclarationEvent =
  | {
      readonly kind: 'made' | 'renewed' | 'changed';
      readonly at: Date;
      readonly level: string;
      readonly stars: number;
      readonly rules: number;
      readonly validUntil: Date;
    }
  | { readonly kind: 'withdrawn'; readonly at: Date; readonly by: 'organisation' | 'hub'; readonly reason: string };

/** A declaration as its events tell it. */
export interface Declaration {
  readonly level: string;
  readonly stars: number;
  readonly rules: number;
  readonly madeAt: Date;
  /** Since when the present level has been held without a gap. */
  readonly levelSince: Date;
  readonly validUntil: Date;
  readonly withdrawnAt: Date | null;
}

/** What a declaration is worth at a moment. */
export type StandingNow = 'valid' | 'due' | 'lapsed' | 'withdrawn' | 'not-yet';

/** Reads a declaration off its events; null when there are none. Throws on a story that cannot have happened. */
export function declarationOf(events: readonly DeclarationEvent[]): Declaration | null {
  let now: Declaration | null = null;
  for (const event of events) {
    if (event.kind === 'made') {
      if (now) throw new Error('a declaration is made once');
      now = {
        level: event.level,
        stars: event.stars,
        rules: event.rules,
        madeAt: event.at,
        levelSince: event.at,
        validUntil: event.validUntil,
        withdrawnAt: null,
      };
      continue;
    }
    if (!now || now.withdrawnAt) throw new Error(`${event.kind} after the end or before the beginning`);
    if (event.kind === 'withdrawn') now = { ...now, withdrawnAt: event.at };
    else {
      if (event.at > now.validUntil) throw new Error(`${event.kind} after the declaration lapsed`);
      const levelSince: Date = event.level === now.level ? now.levelSince : event.at;
      now = {
        ...now,
        level: event.level,
        stars: event.stars,
        rules: event.rules,
        validUntil: event.validUntil,
        levelSince,
      };
    }
  }
  return now;
}

/** What a declaration is worth at a moment; `due` is valid and may be renewed. */
export function standingAt(declaration: Declaration, rules: DeclarationRules, at: Date): StandingNow {
  if (declaration.withdrawnAt && at >= declaration.withdrawnAt) return 'withdrawn';
  if (at < declaration.madeAt) return 'not-yet';
  if (at > declaration.validUntil) return 'lapsed';
  return at >= addMonths(declaration.validUntil, -rules.renewFromMonths) ? 'due' : 'valid';
}

/** Whether somebody may rely on it at that moment. */
export function isGood(standing: StandingNow): boolean {
  return standing === 'valid' || standing === 'due';
}

function term(rules: DeclarationRules, verdict: Verdict, now: Date, from: Date) {
  if (!verdict.may)
    throw new Refusal(
      verdict.because === 'level-not-open' ? 'know.declaration-level-not-open' : 'know.declaration-conditions-open',
      { level: verdict.level.id },
      409,
    );
  return {
    at: now,
    level: verdict.level.id,
    stars: verdict.level.stars,
    rules: rules.version,
    validUntil: endOfDay(addMonths(from, rules.validMonths)),
  };
}

/** Makes a declaration. Refuses while an earlier one still holds (change that one), and without its conditions. */
export function makeDeclaration(
  rules: DeclarationRules,
  earlier: Declaration | null,
  verdict: Verdict,
  now: Date,
): DeclarationEvent {
  if (earlier && isGood(standingAt(earlier, rules, now)))
    throw new Refusal('know.declaration-already-made', { level: earlier.level }, 409);
  return { kind: 'made', ...term(rules, verdict, now, now) };
}

/**
 * Renews a declaration at its level: only near its end, with the conditions checked afresh. The new term follows on
 * the old one, so that renewing early costs nothing.
 */
export function renewDeclaration(
  rules: DeclarationRules,
  declaration: Declaration,
  verdict: Verdict,
  now: Date,
): DeclarationEvent {
  const standing = standingAt(declaration, rules, now);
  if (!isGood(standing)) throw new Refusal('know.declaration-ended', { standing }, 409);
  if (standing !== 'due') throw new Refusal('know.declaration-not-due', {}, 409);
  if (verdict.level.id !== declaration.level)
    throw new Refusal('know.declaration-other-level', { level: verdict.level.id }, 409);
  return { kind: 'renewed', ...term(rules, verdict, now, declaration.validUntil) };
}

/** Changes the level, up or down, with a new term from now. Refuses after the end, and to the level already held. */
export function changeLevel(
  rules: DeclarationRules,
  declaration: Declaration,
  verdict: Verdict,
  now: Date,
): DeclarationEvent {
  const standing = standingAt(declaration, rules, now);
  if (!isGood(standing)) throw new Refusal('know.declaration-ended', { standing }, 409);
  if (verdict.level.id === declaration.level)
    throw new Refusal('know.declaration-same-level', { level: declaration.level }, 409);
  return { kind: 'changed', ...term(rules, verdict, now, now) };
}

/** Withdraws a declaration for good. Refuses when it has ended already, and the hub without a reason. */
export function withdrawDeclaration(
  rules: DeclarationRules,
  declaration: Declaration,
  by: 'organisation' | 'hub',
  reason: string,
  now: Date,
): DeclarationEvent {
  const standing = standingAt(declaration, rules, now);
  if (!isGood(standing)) throw new Refusal('know.declaration-ended', { standing }, 409);
  if (by === 'hub' && reason.trim() === '') throw new Refusal('know.declaration-reason-missing');
  return { kind: 'withdrawn', at: now, by, reason: reason.trim() };
}

/** Days on which to remind an organisation, for a term's end. */
export function remindersFor(declaration: Declaration, rules: DeclarationRules): readonly Date[] {
  return rules.remindDays
    .map((days) => new Date(declaration.validUntil.getTime() - days * 86_400_000))
    .sort((one, other) => one.getTime() - other.getTime());
}
