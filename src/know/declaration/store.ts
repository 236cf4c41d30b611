/** Declarations kept: what is known of an organisation that wants to declare, and each step of a declaration's life with its fact. */
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { latestResults } from '../assessment/result.ts';
import { startOf } from '../day/index.ts';
import { rolesOf } from '../role/store.ts';
import { checkAll, type Evidence, type Verdict } from './decide.ts';
import {
  changeLevel,
  type Declaration,
  type DeclarationEvent,
  isGood,
  makeDeclaration,
  renewDeclaration,
  standingAt,
  withdrawDeclaration,
} from './life.ts';
import { makeNumber } from './number.ts';
import { type DeclarationRules, loadRules } from './rules.ts';

const sql = loadSql(import.meta.url);

/** The rules in force. */
export const rules: DeclarationRules = loadRules();

/** A declaration as it is kept. Stored. */
export interface KeptDeclaration extends Declaration {
  readonly id: string;
  readonly organisationId: string;
  readonly number: string;
  readonly scheme: string;
  readonly agreed: readonly string[];
  readonly policyOn: string | null;
  readonly policyUrl: string;
  readonly prefecture: string;
  readonly trade: string;
  readonly sizeBand: number | null;
}

/** The organisation that declares. */
export interface Declarant {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly state: string;
  readonly sector: string;
  readonly prefecture: string;
  readonly staffCount: number | null;
  readonly isProven: boolean;
  readonly corporateNumber: string | null;
}

/** What somebody says with a declaration besides its level. */
export interface Said {
  readonly agreed: readonly string[];
  /** The day from which the basic policy is in force, and where everybody can read it. */
  readonly policyOn: string | null;
  readonly policyUrl: string;
  readonly prefecture: string;
  readonly trade: string;
  readonly sizeBand: number | null;
}

/** One step of the history. */
export interface PastEvent {
  readonly id: string;
  readonly kind: DeclarationEvent['kind'];
  readonly at: Date;
  readonly level: string | null;
  readonly stars: number | null;
  readonly validUntil: Date | null;
  readonly by: 'organisation' | 'hub' | null;
  readonly reason: string;
  readonly number: string;
}

/** The organisation, or a refusal when the reader may not see it. */
export async function declarantOf(q: Queries, organisation: string): Promise<Declarant> {
  return found(await q.one<Declarant>(sql('organisation'), { organisation }), 'know.organisation-unknown');
}

/** The newest declaration of an organisation that was not withdrawn, in force or lapsed. */
export async function currentDeclaration(q: Queries, organisation: string): Promise<KeptDeclaration | undefined> {
  return q.one<KeptDeclaration>(sql('current'), { organisation, scheme: rules.id });
}

/** Everything that happened to an organisation's declarations, the newest first. */
export async function declarationHistory(q: Queries, organisation: string): Promise<PastEvent[]> {
  return q.rows<PastEvent>(sql('history'), { organisation });
}

/** What is known of an organisation: its finished self-assessments, its roles, the level it holds, and what it says. */
export async function evidenceOf(
  q: Queries,
  organisation: string,
  said: Pick<Said, 'agreed' | 'policyOn' | 'policyUrl'>,
  now: Date,
): Promise<Evidence> {
  const results = await latestResults(q, organisation);
  const current = await currentDeclaration(q, organisation);
  const day = said.policyOn === null ? null : startOf(said.policyOn);
  return {
    // An assessment can only be finished when every question is answered.
    assessments: [...results].map(([questionnaire, { score, finishedAt }]) => ({
      questionnaire,
      complete: true,
      share: score,
      finishedAt,
    })),
    agreed: said.agreed,
    documents:
      day === null
        ? []
        : [
            {
              document: 'basic-policy',
              inForceOn: day,
              publishedAt: said.policyUrl === '' ? null : now,
              withdrawnAt: null,
            },
          ],
    roles: (await rolesOf(q, organisation, now)).map(({ role }) => role),
    levels: current && isGood(standingAt(current, rules, now)) ? [current.level] : [],
    examinedAt: null,
  };
}

/** Every level with its conditions, for an organisation that says this. */
export async function verdictsOf(
  q: Queries,
  organisation: string,
  said: Parameters<typeof evidenceOf>[2],
  now: Date,
): Promise<readonly Verdict[]> {
  return checkAll(rules, await evidenceOf(q, organisation, said, now), now);
}

/**
 * Declares a level: makes a declaration, or changes the level of the one in force. As the hub itself (`q` of a worker): whether the
 * caller acts for the organisation has been checked before. Refuses while a condition is open.
 */
export async function declare(
  house: House,
  q: Queries,
  asked: { readonly organisation: string; readonly level: string; readonly said: Said; readonly actor: string },
): Promise<KeptDeclaration> {
  const { organisation, said } = asked;
  const now = house.clock();
  const earlier = await begin(q, organisation);
  const verdict = found(
    (await verdictsOf(q, organisation, said, now)).find(({ level }) => level.id === asked.level),
    'know.declaration-level-unknown',
  );
  const inForce = earlier && isGood(standingAt(earlier, rules, now)) ? earlier : undefined;
  if (inForce) return step(house, q, inForce, changeLevel(rules, inForce, verdict, now), said, asked.actor);
  const event = makeDeclaration(rules, earlier ?? null, verdict, now) as MadeEvent;
  await q.run(sql('end_current'), { organisation, scheme: rules.id });
  const added = found(
    await q.one<{ id: string }>(sql('add'), {
      organisation,
      number: makeNumber(),
      scheme: rules.id,
      level: event.level,
      stars: event.stars,
      rules: event.rules,
      at: event.at,
      validUntil: event.validUntil,
      ...said,
    }),
    'know.declaration-unknown',
  );
  await keepEvent(house, q, { id: added.id, organisationId: organisation }, event, asked.actor);
  return reread(q, organisation);
}

/** Renews the declaration in force at its level, with the conditions checked afresh. */
export async function renew(
  house: House,
  q: Queries,
  asked: { readonly organisation: string; readonly said: Said; readonly actor: string },
): Promise<KeptDeclaration> {
  const now = house.clock();
  const earlier = found(await begin(q, asked.organisation), 'know.declaration-unknown');
  const verdict = found(
    (await verdictsOf(q, asked.organisation, asked.said, now)).find(({ level }) => level.id === earlier.level),
    'know.declaration-level-unknown',
  );
  return step(house, q, earlier, renewDeclaration(rules, earlier, verdict, now), asked.said, asked.actor);
}

/** Withdraws the declaration in force for good. */
export async function withdraw(
  house: House,
  q: Queries,
  asked: {
    readonly organisation: string;
    readonly by: 'organisation' | 'hub';
    readonly reason: string;
    readonly actor: string;
  },
): Promise<void> {
  const earlier = found(await begin(q, asked.organisation), 'know.declaration-unknown');
  const event = withdrawDeclaration(rules, earlier, asked.by, asked.reason, house.clock());
  await q.run(sql('withdraw'), { id: earlier.id, at: event.at });
  await keepEvent(house, q, earlier, event, asked.actor);
}

type MadeEvent = Exclude<DeclarationEvent, { readonly kind: 'withdrawn' }>;

/** Takes the organisation's row, so that two clicks make one declaration; gives what stands now. */
async function begin(q: Queries, organisation: string): Promise<KeptDeclaration | undefined> {
  found(await q.one(sql('hold'), { organisation }), 'know.organisation-unknown');
  if ((await declarantOf(q, organisation)).state !== 'active')
    throw new Refusal('know.organisation-not-active', {}, 409);
  return currentDeclaration(q, organisation);
}

async function step(
  house: House,
  q: Queries,
  earlier: KeptDeclaration,
  made: DeclarationEvent,
  said: Said,
  actor: string,
): Promise<KeptDeclaration> {
  const event = made as MadeEvent;
  const { level, stars, rules: version, validUntil, at } = event;
  await q.run(sql('move_on'), { id: earlier.id, level, stars, rules: version, validUntil, at, ...said });
  await keepEvent(house, q, earlier, event, actor);
  return reread(q, earlier.organisationId);
}

async function reread(q: Queries, organisation: string): Promise<KeptDeclaration> {
  return found(await currentDeclaration(q, organisation), 'know.declaration-unknown');
}

const factKinds = {
  made: 'declaration.made',
  renewed: 'declaration.renewed',
  changed: 'declaration.changed',
  withdrawn: 'declaration.withdrawn',
} as const;

async function keepEvent(
  house: House,
  q: Queries,
  { id, organisationId }: { readonly id: string; readonly organisationId: string },
  event: DeclarationEvent,
  actor: string,
): Promise<void> {
  const isEnd = event.kind === 'withdrawn';
  await q.run(sql('add_event'), {
    declaration: id,
    organisation: organisationId,
    kind: event.kind,
    at: event.at,
    level: isEnd ? null : event.level,
    stars: isEnd ? null : event.stars,
    rules: isEnd ? null : event.rules,
    validUntil: isEnd ? null : event.validUntil,
    by: isEnd ? event.by : null,
    reason: isEnd ? event.reason : '',
  });
  await appendFact(house, q, {
    kind: factKinds[event.kind],
    subject: `declaration:${id}`,
    organisationId,
    actor,
    handling: 'TLP:CLEAR',
    data: isEnd
      ? { by: event.by, reason: event.reason }
      : { level: event.level, stars: event.stars, rules: event.rules, validUntil: event.validUntil.toISOString() },
  });
}
