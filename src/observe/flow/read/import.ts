/** Takes files of observers into the flow tables: captures, flow files and logs. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Columns } from '#platform/columns';
import { hidingLines } from '../pseudonym/lines.ts';
import type { Pseudonyms } from '../pseudonym/pseudonym.ts';
import { importCapture } from './capture.ts';
import { type Field, fieldOf, type LineForm, splitSql } from './fields.ts';
import type { LogMapping } from './mapping.ts';
import { nfdumpFlows, nfdumpForm, nfdumpLines } from './nfdump.ts';
import { brokenBy, recognise } from './recognise.ts';

/** What became of one file. */
export interface ImportedFile {
  readonly file: string;
  /** `pcap`, `nfcapd`, `zeek-conn`, `suricata`, `argus` …, or `unknown`. */
  readonly format: string;
  /** Lines that hold data (or packets of a capture). */
  readonly lines: number;
  /** Lines nothing could be read from: cut, damaged, or of another kind. */
  readonly unread: number;
  /** Rows added, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Rows left out because an earlier file of the same name brought them: a log that was copied while it grew. */
  readonly known?: number;
  /** Why a file was left alone. */
  readonly why?: string;
}

/** Octets looked at to recognise a file. */
const HEAD = 64 << 10;

/** Every table an import writes into. */
const TABLES = ['flow', 'flow_open', 'flow_dns', 'flow_http', 'flow_tls', 'flow_event'];

/** Imports `files` under the name `feed`, each as an import of its own. */
export async function importFiles(columns: Columns, files: readonly string[], feed: string): Promise<ImportedFile[]> {
  const results: ImportedFile[] = [];
  for (const file of files) results.push(await importFile(columns, file, feed, randomUUID()));
  return results;
}

/**
 * Imports one file whole or not at all: rows carry `id`, and those of an import that fails are taken back. A file that is not
 * recognised or that breaks off is reported and left alone; damaged lines of a log are counted and the rest is read. Content of
 * logs stays in the engine only until the file is through. With `hidden`, subscribers' addresses are replaced before anything
 * reaches the engine. When the process dies, `takeBack` does the rest.
 */
export async function importFile(
  columns: Columns,
  file: string,
  feed: string,
  id: string,
  hidden?: Pseudonyms,
): Promise<ImportedFile> {
  const left = (why: string) => ({ file, format: 'unknown', lines: 0, unread: 0, rows: {}, why });
  try {
    const { head, packed } = await readHead(file);
    if (head.length === 0) return left('the file is empty');
    const known = recognise(file, head);
    if (known.kind === 'unknown') return left(known.why);
    const data = () => (packed ? unpacked(file) : createReadStream(file));
    if (known.kind === 'pcap')
      return { file, format: 'pcap', ...(await importCapture(columns, data(), feed, id, hidden)) };
    const { lines, format, form, mappings } =
      known.kind === 'lines'
        ? { lines: data(), ...known }
        : { lines: nfdumpLines(file), format: 'nfcapd', form: nfdumpForm, mappings: [nfdumpFlows] };
    const shown = hidden ? pipeline(lines, hidingLines(hidden), () => {}) : lines;
    return { file, format, ...(await importLines(columns, shown, form, mappings, feed, id)) };
  } catch (error) {
    await takeBack(columns, id);
    const why = brokenBy(error);
    if (why === undefined) throw error;
    return left(`${why}; nothing of it was taken in`);
  }
}

/** Removes whatever the import `id` has brought so far. */
export async function takeBack(columns: Columns, id: string): Promise<void> {
  await columns.command('ALTER TABLE observe.flow_import DROP PARTITION {import:UUID}', { import: id });
  for (const table of TABLES) await columns.remove(`observe.${table}`, 'import = {import:UUID}', { import: id });
}

function unpacked(file: string): Readable {
  return pipeline(createReadStream(file), createGunzip(), () => {});
}

async function importLines(
  columns: Columns,
  data: Readable,
  form: LineForm,
  mappings: readonly LogMapping[],
  feed: string,
  id: string,
): Promise<Pick<ImportedFile, 'lines' | 'unread' | 'rows' | 'known'>> {
  const params = { import: id, feed };
  await columns.insertStream(
    `INSERT INTO observe.flow_import SELECT {import:UUID}, 0, rowNumberInAllBlocks(), trimRight(line, '\\r')
     FROM input('line String') WHERE line != '' AND NOT startsWith(line, '#') FORMAT LineAsString`,
    pipeline(data, endWithNewline(), () => {}),
    { params },
  );
  const count = async (where: string) => {
    const [row] = await columns.query<{ n: number }>(
      `SELECT count() AS n FROM (SELECT text, ${splitSql(form)} AS f FROM observe.flow_import WHERE import = {import:UUID}) WHERE ${where}`,
      params,
    );
    return row?.n ?? 0;
  };
  const rows: Record<string, number> = {};
  const field = fieldOf(form);
  const lines = await count('1');
  let [read, known] = [0, 0];
  for (const mapping of mappings) {
    const where = conditions(mapping, field, form);
    const wanted = await count(where);
    if (wanted === 0) continue;
    read += wanted;
    // Not against what the store knows: rows taken back once are not there, though the engine remembers their block.
    await columns.command(insertSql(mapping, field, form, where), params, { settings: { insert_deduplicate: 0 } });
    rows[mapping.table] = (rows[mapping.table] ?? 0) + wanted;
  }
  await columns.command('ALTER TABLE observe.flow_import DROP PARTITION {import:UUID}', params);
  for (const { table, columns: of } of mappings) {
    const twice = await dropTwins(columns, table, Object.keys(of(field, form)), params);
    if (twice > 0) rows[table] = (rows[table] ?? 0) - twice;
    known += twice;
  }
  return { lines, unread: lines - read, rows, ...(known > 0 ? { known } : {}) };
}

/**
 * Takes back rows of this import that an earlier one of the same feed brought: logs are copied while they grow. Only where the source
 * names its connections (`session`): without that, two equal rows may be two flows. Gives how many there were.
 */
async function dropTwins(
  columns: Columns,
  table: string,
  names: readonly string[],
  params: Readonly<Record<string, string>>,
): Promise<number> {
  // Of those still open the engine keeps the newest state by itself.
  if (!names.includes('session') || table === 'observe.flow_open') return 0;
  const row = `cityHash64(${names.join(', ')})`;
  const ours = 'import = {import:UUID} AND session != 0';
  const [span] = await columns.query<{ from: string; to: string }>(
    `SELECT toString(min(at)) AS from, toString(max(at)) AS to FROM ${table} WHERE ${ours}`,
    params,
  );
  const twins = `${ours} AND ${row} IN (SELECT ${row} FROM ${table} WHERE feed = {feed:String} AND import != {import:UUID} AND session != 0
    AND at BETWEEN {from:DateTime64(3)} AND {to:DateTime64(3)})`;
  const [some] = await columns.query<{ n: number }>(`SELECT count() AS n FROM ${table} WHERE ${twins}`, {
    ...params,
    ...span,
  });
  const count = Number(some?.n ?? 0);
  if (count > 0) await columns.remove(table, twins, { ...params, ...span });
  return count;
}

function insertSql(mapping: LogMapping, field: Field, form: LineForm, where: string): string {
  const columns = Object.entries(mapping.columns(field, form));
  const names = [...columns.map(([name]) => name), 'feed', 'import'];
  const values = [
    ...columns.map(([name, sql]) => `${sql} AS c_${name}`),
    '{feed:String} AS c_feed',
    '{import:UUID} AS c_import',
  ];
  return `INSERT INTO ${mapping.table} (${names.join(', ')})
    SELECT ${values.join(',\n      ')}
    FROM (SELECT text, ${splitSql(form)} AS f FROM observe.flow_import WHERE import = {import:UUID})
    WHERE ${where}`;
}

/** A line counts as read when the fields its mapping needs are there; one of columns only with all of them, for where it was cut a shorter value may stand. */
function conditions(mapping: LogMapping, field: Field, form: LineForm): string {
  const needs = mapping.needs.map((name) => `${field(name)} != ''`);
  if (form.kind === 'columns') needs.push(`length(f) >= ${form.names.length}`);
  return [...needs, ...(mapping.where ? [mapping.where(field, form)] : [])].join(' AND ') || '1';
}

async function readHead(file: string): Promise<{ head: Uint8Array; packed: boolean }> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(HEAD);
    const { bytesRead } = await handle.read(buffer, 0, HEAD, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head[0] !== 0x1f || head[1] !== 0x8b) return { head, packed: false };
  } finally {
    await handle.close();
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const stream = unpacked(file);
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= HEAD) break;
  }
  stream.destroy();
  return { head: Buffer.concat(chunks), packed: true };
}

/** A last line that was cut has no newline; without one the engine would wait for the rest of it. */
function endWithNewline(): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      done(null, chunk);
    },
    flush(done) {
      done(null, Buffer.from('\n'));
    },
  });
}
