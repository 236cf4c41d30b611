/** やること: what an organisation should do by a day. Whoever in the room notices gives the task; it is told by mail and on a page. */
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { type Entry, type Language, say } from '#platform/words';
import { kinds } from './words.ts';

const sql = loadSql(import.meta.url);

/** A kind of task. */
export type TaskKind = keyof typeof kinds;

/** What fills the holes of a task's words: a number, or a text in every language. Stored. */
export type TaskFacts = Readonly<
  Record<string, number | string | { readonly ja: string; readonly easy: string; readonly en: string }>
>;

/** A task before it is given. */
export interface NewTask {
  readonly organisation: string;
  /** What it is about, `noun:id`. */
  readonly subject: string;
  readonly facts: TaskFacts;
  readonly href: `/${string}`;
  /** Calendar day, or null. */
  readonly dueOn: string | null;
}

/** A task as it stands on the list. */
export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  readonly facts: TaskFacts;
  readonly href: string;
  readonly dueOn: string | null;
  readonly createdAt: Date;
}

/** Gives tasks of one kind, many at once; one that is open already for the same subject is brought up to date. Gives how many are new. */
export async function giveTasks(
  house: Pick<House, 'clock'>,
  q: Queries,
  kind: TaskKind,
  tasks: readonly NewTask[],
  actor: string,
): Promise<number> {
  if (tasks.length === 0) return 0;
  const rows = JSON.stringify(
    tasks.map(({ organisation, subject, facts, href, dueOn }) => ({
      organisation_id: organisation,
      subject,
      facts,
      href,
      due_on: dueOn,
    })),
  );
  return (await q.one<{ given: number }>(sql('give'), { kind, rows, actor, now: house.clock() }))?.given ?? 0;
}

/** Ends open tasks because what they asked for has been done; `subject` may end in `%`. */
export async function settleTasks(
  house: House,
  q: Queries,
  about: {
    readonly organisations: readonly string[];
    readonly kind: TaskKind;
    readonly subject: string;
    readonly actor: string;
  },
): Promise<void> {
  const ended = await q.rows<{ id: string; organisationId: string }>(sql('settle_about'), {
    ...about,
    now: house.clock(),
  });
  for (const { id, organisationId } of ended)
    await appendFact(house, q, { kind: 'task.done', subject: `task:${id}`, organisationId, actor: about.actor });
}

/** Somebody says it is done, or not needed. Refuses what is not open. */
export async function settleTask(
  house: House,
  q: Queries,
  which: {
    readonly organisation: string;
    readonly id: string;
    readonly state: 'done' | 'dropped';
    readonly actor: string;
  },
): Promise<void> {
  const ended = await q.one<{ kind: string; subject: string }>(sql('settle'), { ...which, now: house.clock() });
  if (!ended) throw new Refusal('know.task-unknown', {}, 404);
  await appendFact(house, q, {
    kind: which.state === 'done' ? 'task.done' : 'task.dropped',
    subject: `task:${which.id}`,
    organisationId: which.organisation,
    actor: which.actor,
    data: { kind: ended.kind, about: ended.subject },
  });
}

/** Open tasks, the most urgent first. */
export const openTasks = (q: Queries, organisation: string): Promise<Task[]> =>
  q.rows<Task>(sql('open'), { organisation });

/** The last that ended. */
export const endedTasks = (
  q: Queries,
  organisation: string,
): Promise<(Pick<Task, 'id' | 'kind' | 'facts'> & { readonly state: 'done' | 'dropped'; readonly doneAt: Date })[]> =>
  q.rows(sql('ended'), { organisation });

/** Organisations with tasks nobody has been told of, in the order of their ids, behind `after`. */
export const organisationsToMail = async (
  q: Queries,
  after: string | null,
  limit: number,
): Promise<readonly string[]> =>
  (await q.rows<{ organisationId: string }>(sql('unmailed'), { after, limit })).map(
    ({ organisationId }) => organisationId,
  );

/** Tasks of an organisation that its contact has not been told of. */
export const unmailedTasks = (q: Queries, organisation: string): Promise<Task[]> =>
  q.rows<Task>(sql('unmailed_of'), { organisation });

/** Notes that the contact has been told. */
export const markMailed = (q: Queries, organisation: string, now: Date): Promise<number> =>
  q.run(sql('mailed'), { organisation, now });

/** What a task asks for, in words. */
export function taskText(task: Pick<Task, 'kind' | 'facts'>, language: Language): string {
  const entry: Entry = kinds[task.kind];
  return say(
    entry,
    language,
    Object.fromEntries(
      Object.entries(task.facts).map(([name, value]) => [name, typeof value === 'object' ? value[language] : value]),
    ),
  );
}
