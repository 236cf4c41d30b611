import type { House } from '#platform/house';
import type { JobKind } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';

const sql = loadSql(import.meta.url);

/** How far a thing may be passed on: Traffic Light Protocol 2.0 (FIRST, 2022). */
export type Handling = 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED';

/** Something that happened. Stored. */
export interface Fact {
  readonly id: number;
  readonly at: Date;
  /** `noun.past-participle`: `finding.opened`. */
  readonly kind: string;
  /** What it is about, as `noun:id`. */
  readonly subject: string;
  readonly organisationId: string | null;
  /** Who did it: `user:id`, `member-link:id`, `job:name`, `feed:id`. */
  readonly actor: string;
  readonly handling: Handling;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A fact before it is kept. */
export interface NewFact {
  readonly kind: string;
  readonly subject: string;
  readonly organisationId?: string | null;
  readonly actor: string;
  readonly handling?: Handling;
  readonly data?: Readonly<Record<string, unknown>>;
}

const listeners = new Map<string, JobKind<{ subject: string }>[]>();

/** From now on each fact of this kind puts one job (in the fact's own transaction) with the fact's subject as its data. */
export function onFact(kind: string, then: JobKind<{ subject: string }>): void {
  listeners.set(kind, [...(listeners.get(kind) ?? []), then]);
}

/**
 * Keeps a fact in the caller's transaction, so that it stands exactly if the change it records stands, and puts the jobs
 * of those who listen. Gives the fact's id.
 */
export async function appendFact(
  house: Pick<House, 'jobs'> & Partial<Pick<House, 'clock'>>,
  q: Queries,
  fact: NewFact,
  group?: string,
): Promise<number> {
  const row = await q.one<{ id: number }>(sql('append_fact'), {
    at: house.clock?.() ?? new Date(),
    kind: fact.kind,
    subject: fact.subject,
    organisationId: fact.organisationId ?? null,
    actor: fact.actor,
    handling: fact.handling ?? 'TLP:AMBER',
    data: JSON.stringify(fact.data ?? {}),
  });
  for (const listener of listeners.get(fact.kind) ?? []) {
    await house.jobs.enqueue(
      q,
      listener,
      { subject: fact.subject },
      { key: fact.subject, ...(group ? { group } : {}) },
    );
  }
  return row?.id ?? 0;
}

/** Facts about one subject, oldest first, as far as the reader may see them. */
export async function factsAbout(q: Queries, subject: string, limit = 500): Promise<Fact[]> {
  return q.rows<Fact>(sql('facts_about'), { subject, limit });
}
