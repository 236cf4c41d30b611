/** Whether an organisation may declare a level now, condition by condition. Pure. */
import { addMonths } from './calendar.ts';
import type { DeclarationRules, Level, Requirement } from './rules.ts';

/** What is known of an organisation when it wants to declare. */
export interface Evidence {
  readonly assessments: readonly {
    readonly questionnaire: string;
    readonly complete: boolean;
    readonly share: number | null;
    readonly finishedAt: Date;
  }[];
  readonly agreed: readonly string[];
  readonly documents: readonly {
    readonly document: string;
    readonly inForceOn: Date;
    readonly publishedAt: Date | null;
    readonly withdrawnAt: Date | null;
  }[];
  readonly roles: readonly string[];
  /** Levels held and valid now. */
  readonly levels: readonly string[];
  readonly examinedAt: Date | null;
}

/** Why a condition is not met, so that the page can lead on. */
export type Lack =
  | 'not-answered'
  | 'not-complete'
  | 'too-old'
  | 'share-too-low'
  | 'not-agreed'
  | 'no-document'
  | 'not-published'
  | 'role-empty'
  | 'level-not-held'
  | 'not-examined';

/** One condition, checked. */
export interface Checked {
  readonly condition: Requirement;
  readonly met: boolean;
  readonly lack: Lack | null;
  /** What has to be done something about: a questionnaire, a document, a role, a statement. */
  readonly about: readonly string[];
}

/** The answer for one level. */
export interface Verdict {
  readonly level: Level;
  readonly may: boolean;
  readonly because: 'met' | 'conditions-open' | 'level-not-open';
  readonly conditions: readonly Checked[];
}

/** Checks every condition of a level. All must be met, and the level open. */
export function checkLevel(level: Level, evidence: Evidence, now: Date): Verdict {
  const conditions = level.conditions.map((condition) => checkOne(condition, evidence, now));
  const met = conditions.every((one) => one.met);
  return {
    level,
    may: level.open && met,
    because: level.open ? (met ? 'met' : 'conditions-open') : 'level-not-open',
    conditions,
  };
}

/** Every level of the rules, lowest first. */
export function checkAll(rules: DeclarationRules, evidence: Evidence, now: Date): readonly Verdict[] {
  return [...rules.levels]
    .sort((one, other) => one.stars - other.stars)
    .map((level) => checkLevel(level, evidence, now));
}

function checkOne(condition: Requirement, evidence: Evidence, now: Date): Checked {
  const { lack, about } = lackOf(condition, evidence, now);
  return { condition, met: lack === null, lack, about };
}

function lackOf(
  condition: Requirement,
  evidence: Evidence,
  now: Date,
): { lack: Lack | null; about: readonly string[] } {
  switch (condition.kind) {
    case 'assessed':
      return { lack: assessmentLack(condition, evidence, now), about: [condition.questionnaire] };
    case 'agreed': {
      const open = condition.statements.filter((statement) => !evidence.agreed.includes(statement));
      return { lack: open.length > 0 ? 'not-agreed' : null, about: open };
    }
    case 'document': {
      const held = evidence.documents.filter(
        (one) => one.document === condition.document && one.withdrawnAt === null && one.inForceOn <= now,
      );
      if (held.length === 0) return { lack: 'no-document', about: [condition.document] };
      const shown = held.some((one) => one.publishedAt !== null && one.publishedAt <= now);
      return { lack: condition.state === 'published' && !shown ? 'not-published' : null, about: [condition.document] };
    }
    case 'role': {
      const empty = condition.roles.filter((role) => !evidence.roles.includes(role));
      return { lack: empty.length > 0 ? 'role-empty' : null, about: empty };
    }
    case 'level':
      return { lack: evidence.levels.includes(condition.level) ? null : 'level-not-held', about: [condition.level] };
    case 'examined':
      return {
        lack:
          evidence.examinedAt !== null && isFresh(evidence.examinedAt, condition.withinMonths, now)
            ? null
            : 'not-examined',
        about: [],
      };
  }
}

function assessmentLack(
  condition: Extract<Requirement, { kind: 'assessed' }>,
  { assessments }: Evidence,
  now: Date,
): Lack | null {
  const accepted = [condition.questionnaire, ...condition.otherwise];
  const done = assessments.filter((one) => accepted.includes(one.questionnaire) && one.finishedAt <= now);
  if (done.length === 0) return 'not-answered';
  const complete = done.filter((one) => one.complete);
  if (complete.length === 0) return 'not-complete';
  const fresh = complete.filter((one) => isFresh(one.finishedAt, condition.withinMonths, now));
  if (fresh.length === 0) return 'too-old';
  // The newest counts: an older, better sitting must not hide that things got worse.
  const newest = fresh.reduce((one, other) => (other.finishedAt > one.finishedAt ? other : one));
  return condition.leastShare !== undefined && (newest.share ?? 0) < condition.leastShare ? 'share-too-low' : null;
}

function isFresh(at: Date, months: number, now: Date): boolean {
  return at <= now && addMonths(at, months) >= now;
}
