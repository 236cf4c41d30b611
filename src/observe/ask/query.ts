/** A question as data, and its way into the engine: the reader's rights stand in every statement, whatever was asked. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ColumnsFault } from '#platform/columns';
import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import type { Reader } from '#platform/postgres';
import { withinSpan } from '../detect/span.ts';
import { flowRight } from '../flow/exporter/access.ts';
import { compileFilter, splitsBySide } from './compile.ts';
import { type AskField, type AskTable, fieldOf } from './fields.ts';
import { FilterFault, readFilter } from './filter.ts';
import { topOf } from './top.ts';

/** What is counted. */
export const measures = ['count', 'bytes', 'packets', 'sources', 'targets'] as const;
export type Measure = (typeof measures)[number];
/** How many different ones there are does not add up over groups. */
const addsUp = (measure: Measure) => measure !== 'sources' && measure !== 'targets';
export const shows = ['top', 'time', 'sankey', 'rows'] as const;
/** More groups than these nobody reads in one line, and bands of more levels fit no screen. */
const MOST_GROUPS = 3;
/** The levels of bands that are drawn where nobody said which. */
const BANDS: Readonly<Record<AskTable, string>> = {
  flows: 'srcnet, service, dstnet',
  observations: 'country, kind, port',
};

/** A question, as it stands in an address and is kept. */
export const Question = z.object({
  table: z.enum(['flows', 'observations']).default('flows'),
  // How long it may be says the filter language itself, in a sentence people understand.
  filter: z.string().default(''),
  by: z.string().max(200).default(''),
  measure: z.enum(measures).default('count'),
  show: z.enum(shows).default('top'),
  top: z.coerce.number().int().min(1).max(1000).default(20),
  hours: z.coerce.number().int().min(1).max(8784).default(24),
});
/** Stored. A question people asked or keep. */
export type Question = z.output<typeof Question>;

/** Whether a question fits where kept ones are stored, which takes 4,000 characters. */
export const canKeep = (asked: Pick<Question, 'filter'>) => JSON.stringify(asked.filter).length <= 3700;

/** What came back. */
export interface Outcome {
  readonly fields: readonly AskField[];
  readonly total: number;
  /** Groups with their quantities. A key is null where it holds all that are not among the most: in bands only. */
  readonly rows: readonly { readonly keys: readonly (string | null)[]; readonly value: number }[];
  readonly series:
    | { readonly points: readonly Date[]; readonly lines: readonly { name: string; values: number[] }[] }
    | undefined;
  readonly list: readonly Readonly<Record<string, unknown>>[];
  readonly milliseconds: number;
}

type Engine = Pick<House, 'columns' | 'db'>;
const LIMITS = { max_execution_time: 60, max_memory_usage: 3_000_000_000, max_threads: 2 } as const;
const POINTS = 72;
/** More bands than these at one level cannot be told apart. */
const MOST_BANDS = 8;

const measureSql: Readonly<Record<AskTable, Readonly<Record<Measure, string>>>> = {
  flows: {
    count: 'count()',
    // Counters are as seen; what sampling left out is taken back here.
    bytes: 'sum((bytes + reply_bytes) * sampling)',
    packets: 'sum((packets + reply_packets) * sampling)',
    sources: 'uniqExact(source)',
    targets: 'uniqExact(target)',
  },
  observations: {
    count: 'count()',
    bytes: 'count()',
    packets: 'count()',
    sources: 'uniqExact(ip)',
    targets: 'count()',
  },
};
/** An address as people and other programs write it: IPv4 without the prefix it is stored with. */
const v4 = (sql: string) => `replaceOne(toString(${sql}), '::ffff:', '')`;
const listed: Readonly<Record<AskTable, string>> = {
  flows: `at, ${v4('source')} AS source, source_port, ${v4('target')} AS target, target_port, protocol, packets + reply_packets AS all_packets, bytes + reply_bytes AS all_bytes, duration, toString(state) AS ended, ${v4('exporter')} AS exporter, feed`,
  observations: `observed_at, ${v4('ip')} AS ip, port, kind, type, toString(severity) AS level, feed, malware, domain, country, asn`,
};
const tables = { flows: 'observe.flow', observations: 'observe.observation' } as const;

interface Source {
  readonly from: string;
  readonly at: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly fields: readonly AskField[];
}

/** The names a question groups by; people's commas may be 、 or ，. */
const groupsOf = (asked: Question) =>
  asked.by
    .split(/[,，、]/)
    .map((name) => name.trim())
    .filter(Boolean);

/** The rows a question is about, as something to SELECT from. Refuses fields that cannot be grouped by, and too many. */
async function sourceOf(house: Engine, reader: Reader, asked: Question, now: Date): Promise<Source> {
  const { table } = asked;
  const filter = readFilter(table, asked.filter);
  const names = groupsOf(asked);
  if (names.length > MOST_GROUPS)
    throw new Refusal('observe.ask-groups', { most: MOST_GROUPS, given: names.length }, 422);
  const fields = names.map((name) => {
    const field = fieldOf(table, name);
    if (!field?.groups) throw new Refusal('observe.ask-group', { field: name }, 422);
    return field;
  });
  const right = table === 'flows' ? await flowRight(house, reader) : observationRight(reader);
  const at = table === 'flows' ? 'at' : 'observed_at';
  const span = { from: new Date(now.getTime() - asked.hours * 3_600_000), to: now };
  const time =
    table === 'flows'
      ? withinSpan
      : 'observed_at >= {from:DateTime64(3)} AND observed_at < {to:DateTime64(3)} AND received_at >= {from:DateTime64(3)} - INTERVAL 1 DAY';
  const always = `${time} AND (${right.where})`;
  if (table === 'flows' && splitsBySide(filter)) {
    const bySource = compileFilter(filter, 'source', 's');
    const byTarget = compileFilter(filter, 'target', 't');
    return {
      from: `(SELECT * FROM observe.flow WHERE ${always} AND (${bySource.where}) UNION ALL SELECT * FROM observe.flow WHERE ${always} AND (${byTarget.where}) AND NOT (${bySource.where}))`,
      at,
      params: { ...span, ...right.params, ...bySource.params, ...byTarget.params },
      fields,
    };
  }
  const one = compileFilter(filter);
  return {
    from: `(SELECT * FROM ${tables[table]} WHERE ${always} AND (${one.where}))`,
    at,
    params: { ...span, ...right.params, ...one.params },
    fields,
  };
}

function observationRight(reader: Reader): { where: string; params: Readonly<Record<string, unknown>> } {
  if (reader.kind === 'operator' || reader.kind === 'worker') return { where: '1', params: {} };
  if (reader.kind === 'public' || reader.organisations.length === 0) return { where: '0', params: {} };
  return {
    where: 'hasAny(owners, {right_own:Array(UUID)}) OR hasAny(providers, {right_own:Array(UUID)})',
    params: { right_own: reader.organisations },
  };
}

/**
 * A question as it is answered: of observations rows and sources are counted, for they hold no octets; bands lie between two levels at least, and show what can be added up (how many different
 * addresses there are cannot).
 */
export function settled(given: Question): Question {
  const has = given.table === 'flows' || given.measure === 'sources';
  const asked: Question = has ? given : { ...given, measure: 'count' };
  if (asked.show !== 'sankey') return asked;
  return {
    ...asked,
    by: groupsOf(asked).length < 2 ? BANDS[asked.table] : asked.by,
    measure: addsUp(asked.measure) ? asked.measure : 'count',
  };
}

/** What a person sees who asked for the most and did not say of what. */
const FIRST: Readonly<Record<AskTable, string>> = { flows: 'src', observations: 'kind' };

/** A question as a page answers it, which always shows something: nobody who pastes an address wants to be asked how to group it. */
export function settledForPage(given: Question): Question {
  const isBare = given.show === 'top' && groupsOf(given).length === 0;
  return { ...given, by: isBare ? FIRST[given.table] : settled(given).by };
}

/** Asks. Refuses (Refusal) a question that takes too much, and (FilterFault) a filter that cannot be read. */
export async function ask(house: Engine, reader: Reader, question: Question, now: Date): Promise<Outcome> {
  const began = performance.now();
  const asked = settled(question);
  const source = await sourceOf(house, reader, asked, now);
  const value = measureSql[asked.table][asked.measure];
  const run = <T>(sql: string, params = {}) =>
    asking(() => house.columns.query<T>(sql, { ...source.params, ...params }, { settings: LIMITS }));
  const [all] = await run<{ n: number }>(`SELECT ${value} AS n FROM ${source.from}`);
  const grouped =
    source.fields.length === 0 || (asked.show !== 'top' && asked.show !== 'sankey')
      ? []
      : asked.show === 'sankey'
        ? await run<Grouped>(bandSql(source, value, asked.top))
        : addsUp(asked.measure) && source.fields.length > 1 && source.fields.some(({ type }) => type === 'address')
          ? await topOf<Grouped>(run, { ...source, keys: source.fields.map(keyOf), value, most: asked.top }, (where) =>
              topSql(source, value, asked.top, where),
            )
          : await run<Grouped>(topSql(source, value, asked.top));
  const list =
    asked.show === 'rows'
      ? await run<Record<string, unknown>>(
          `SELECT ${listed[asked.table]} FROM ${source.from} ORDER BY ${source.at} DESC LIMIT ${asked.top}`,
        )
      : [];
  const series = asked.show === 'time' ? await seriesOf(run, source, asked, value, now) : undefined;
  return {
    fields: source.fields,
    total: Number(all?.n ?? 0),
    rows: grouped.map((row) => ({
      keys: source.fields.map((_, i) => (row[`o${i}`] === 1 ? null : String(row[`k${i}`]))),
      value: Number(row.n),
    })),
    series,
    list,
    milliseconds: Math.round(performance.now() - began),
  };
}

type Grouped = Readonly<Record<string, string | number>>;
const keyOf = (field: AskField) => field.key ?? field.sql;
/** Groups are formed by the columns as they are and written as text at the end: twice as fast as by texts (10 million flows, pairs). */
const written = (field: AskField, i: number) =>
  `${field.type === 'address' ? v4(field.written?.(`g${i}`) ?? `g${i}`) : `toString(g${i})`} AS k${i}`;

function topSql({ fields, from }: Source, value: string, most: number, where = ''): string {
  const groups = fields.map((_, i) => `g${i}`).join(', ');
  return `SELECT ${fields.map(written).join(', ')}, n FROM (SELECT ${fields.map((field, i) => `${keyOf(field)} AS g${i}`).join(', ')}, ${value} AS n FROM ${from} ${where} GROUP BY ${groups} ORDER BY n DESC, ${groups} LIMIT ${most}) ORDER BY n DESC, ${groups}`;
}

/** Bands: of each level the most, and all the others as one (`o` is 1), so that a level always adds up to the whole. */
function bandSql({ fields, from }: Source, value: string, most: number): string {
  const levels = fields.map((field, i) => {
    const key = keyOf(field);
    const best = `(SELECT g FROM (SELECT ${key} AS g, ${value} AS n FROM ${from} GROUP BY g ORDER BY n DESC, g LIMIT ${Math.min(most, MOST_BANDS)}))`;
    return `${key} NOT IN ${best} AS o${i}, if(o${i}, defaultValueOfArgumentType(${key}), ${key}) AS g${i}`;
  });
  const groups = fields.map((_, i) => `o${i}, g${i}`).join(', ');
  return `SELECT ${fields.map((field, i) => `o${i}, ${written(field, i)}`).join(', ')}, n FROM (SELECT ${levels.join(', ')}, ${value} AS n FROM ${from} GROUP BY ${groups}) ORDER BY n DESC, ${groups}`;
}

async function seriesOf(
  run: <T>(sql: string, params?: object) => Promise<T[]>,
  source: Source,
  asked: Question,
  value: string,
  now: Date,
): Promise<Outcome['series']> {
  const step = Math.max(60, Math.ceil((asked.hours * 3600) / POINTS / 60) * 60);
  const [field] = source.fields;
  const key = field ? keyOf(field) : "''";
  const most = field
    ? `WHERE ${key} IN (SELECT ${key} AS g FROM ${source.from} GROUP BY g ORDER BY ${value} DESC, g LIMIT 4)`
    : '';
  const rows = await run<{ b: number; k0: string; n: number }>(
    `SELECT b, ${field ? written(field, 0) : "'' AS k0"}, n FROM (SELECT intDiv(toUnixTimestamp(${source.at}), {ask_step:UInt32}) AS b, ${key} AS g0, ${value} AS n FROM ${source.from} ${most} GROUP BY b, g0)`,
    { ask_step: step },
  );
  const last = Math.floor(now.getTime() / 1000 / step);
  const points = Array.from(
    { length: Math.ceil((asked.hours * 3600) / step) },
    (_, i, all = Math.ceil((asked.hours * 3600) / step)) => last - all + 1 + i,
  );
  const of = Map.groupBy(rows, ({ k0 }) => k0);
  const sum = (some: readonly { n: number }[]) => some.reduce((total, { n }) => total + Number(n), 0);
  const lines = [...of].sort((a, b) => sum(b[1]) - sum(a[1]));
  return {
    points: points.map((bucket) => new Date(bucket * step * 1000)),
    lines: lines.map(([name, some]) => {
      const at = new Map(some.map(({ b, n }) => [Number(b), Number(n)]));
      return { name, values: points.map((bucket) => at.get(bucket) ?? 0) };
    }),
  };
}

/** The rows of a question as a file, streamed by the engine itself. */
export async function exportRows(
  house: Engine,
  reader: Reader,
  asked: Question,
  now: Date,
  format: 'csv' | 'parquet',
): Promise<Readable> {
  const source = await sourceOf(house, reader, settled(asked), now);
  const value = measureSql[asked.table][settled(asked).measure];
  const sql =
    (asked.show === 'top' || asked.show === 'sankey') && source.fields.length > 0
      ? `SELECT ${source.fields.map(({ name }, i) => `k${i} AS \`by_${name}\``).join(', ')}, n AS value FROM (${topSql(source, value, 100_000)})`
      : `SELECT ${listed[asked.table]} FROM ${source.from} ORDER BY ${source.at} LIMIT 1000000`;
  return asking(() =>
    house.columns.export(`${sql} FORMAT ${format === 'csv' ? 'CSVWithNames' : 'Parquet'}`, source.params, {
      settings: LIMITS,
    }),
  );
}

/** Values of a word field that are there, the most frequent first, for completion; within the reader's rights. */
export async function frequentValues(
  house: Engine,
  reader: Reader,
  field: AskField,
  table: AskTable,
  now: Date,
): Promise<string[]> {
  if (field.type !== 'word' || field.values) return [];
  const outcome = await ask(house, reader, Question.parse({ table, by: field.name, top: 12, hours: 168 }), now);
  return outcome.rows.flatMap(({ keys }) => keys[0] || []);
}

async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // 159 TIMEOUT_EXCEEDED, 241 MEMORY_LIMIT_EXCEEDED, 160 TOO_SLOW
    if (error instanceof ColumnsFault && ['159', '160', '241'].includes(String(error.code)))
      throw new Refusal('observe.ask-too-much', {}, 422, { cause: error });
    throw error;
  }
}

export { FilterFault };
