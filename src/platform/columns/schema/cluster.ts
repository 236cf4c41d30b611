import { type Piece, scan } from './scan.ts';

/**
 * Turns one statement written for a single engine into those for a ClickHouse cluster.
 *
 * - `CREATE TABLE db.t … ENGINE = [Replacing…]MergeTree` becomes the replicated `db.t_local` on every node and a Distributed
 *   `db.t` over it, so that every SELECT and INSERT stays as it is. A comment `-- shard by: EXPRESSION` in the statement says
 *   how rows are spread (default `rand()`).
 * - With a comment `-- on every node` the table is small, whole on each node and has no Distributed twin: what dictionaries read.
 * - `CREATE DATABASE`, `CREATE DICTIONARY`, `CREATE VIEW`, `DROP …` run on the cluster.
 * - `ALTER TABLE … ADD|DROP|RENAME|MODIFY|COMMENT COLUMN` changes both tables, every other ALTER only the local one.
 *
 * - `CREATE MATERIALIZED VIEW … TO db.t` runs on the cluster and writes into the distributed table. It must read from a table
 *   with engine Null, which is the same on every node: behind a distributed table it would see a part of the rows only.
 *
 * Refuses (Error) what it cannot turn faithfully, so that no schema is half a cluster's.
 */
export function forCluster(statement: string, cluster: string): string[] {
  const pieces = [...scan(statement)];
  const words = pieces.slice(0, 8).map((piece) => (piece.kind === 'word' ? piece.text.toUpperCase() : piece.text));
  const what = `${words[0]} ${words[1] === 'OR' ? words[3] : words[1]}`;
  switch (what) {
    case 'CREATE DATABASE':
    case 'CREATE DICTIONARY':
    case 'CREATE VIEW':
    case 'CREATE MATERIALIZED':
    case 'CREATE FUNCTION':
    case 'DROP DATABASE':
    case 'DROP DICTIONARY':
    case 'DROP VIEW':
      return [onCluster(statement, nameOf(pieces), cluster)];
    case 'CREATE TABLE':
      return createTable(statement, pieces, cluster);
    case 'DROP TABLE':
      return [onCluster(statement, nameOf(pieces), cluster), rename(statement, nameOf(pieces), '_local', cluster)];
    case 'ALTER TABLE':
      return alterTable(statement, pieces, cluster);
    case 'SYSTEM RELOAD':
      return [statement];
    default:
      throw new Error(`migrations: no cluster form is known for ${what} …`);
  }
}

interface Name {
  /** Place of the table's own name, without the database. */
  readonly own: Piece;
  readonly database: string;
  readonly text: string;
}

const NOT_NAMES = new Set([
  'CREATE',
  'OR',
  'REPLACE',
  'ALTER',
  'DROP',
  'TABLE',
  'DATABASE',
  'DICTIONARY',
  'MATERIALIZED',
  'VIEW',
  'FUNCTION',
  'IF',
  'NOT',
  'EXISTS',
]);

function nameOf(pieces: readonly Piece[]): Name {
  const at = pieces.findIndex(
    (piece) => piece.kind === 'name' || (piece.kind === 'word' && !NOT_NAMES.has(piece.text.toUpperCase())),
  );
  const [first, dot, second] = pieces.slice(at, at + 3);
  if (!first) throw new Error('migrations: a statement names nothing');
  if (dot?.text !== '.' || !second) return { own: first, database: '', text: first.text };
  return { own: second, database: first.text, text: second.text };
}

const onCluster = (statement: string, name: Name, cluster: string): string =>
  `${statement.slice(0, name.own.end)} ON CLUSTER ${cluster}${statement.slice(name.own.end)}`;

const rename = (statement: string, name: Name, suffix: string, cluster: string): string =>
  `${statement.slice(0, name.own.start)}${name.text}${suffix} ON CLUSTER ${cluster}${statement.slice(name.own.end)}`;

function createTable(statement: string, pieces: readonly Piece[], cluster: string): string[] {
  const name = nameOf(pieces);
  if (name.database === '') throw new Error(`migrations: ${name.text} needs its database's name`);
  const at = pieces.findIndex((piece) => piece.depth === 0 && piece.text.toUpperCase() === 'ENGINE');
  const engine = pieces[at + 1]?.text === '=' ? pieces[at + 2] : pieces[at + 1];
  if (at === -1 || !engine) throw new Error(`migrations: ${name.database}.${name.text} names no engine`);
  if (['Null', 'Memory', 'Log', 'TinyLog', 'StripeLog'].includes(engine.text))
    return [onCluster(statement, name, cluster)];
  if (!/^\w*MergeTree$/.test(engine.text))
    throw new Error(`migrations: no cluster form is known for engine ${engine.text}`);
  const everywhere = /--\s*on every node\b/i.test(statement);
  const path = everywhere
    ? "'/clickhouse/tables/all/{database}/{table}', '{shard}-{replica}'"
    : "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";
  const open = pieces[pieces.indexOf(engine) + 1];
  const hasArguments = open?.text === '(';
  const empty = hasArguments && pieces[pieces.indexOf(open) + 1]?.text === ')';
  const replicated =
    `${statement.slice(0, engine.start)}Replicated${engine.text}(${path}` +
    (hasArguments ? `${empty ? '' : ', '}${statement.slice(open.end)}` : `)${statement.slice(engine.end)}`);
  if (everywhere) return [onCluster(replicated, name, cluster)];
  const spread = /--\s*shard by:\s*(.+)/i.exec(statement)?.[1]?.trim() ?? 'rand()';
  const whole = `${name.database}.${name.text}`;
  const local = `${name.text}_local`;
  return [
    rename(replicated, name, '_local', cluster),
    `CREATE TABLE IF NOT EXISTS ${whole} ON CLUSTER ${cluster} AS ${name.database}.${local} ENGINE = Distributed(${cluster}, ${name.database}, ${local}, ${spread})`,
  ];
}

function alterTable(statement: string, pieces: readonly Piece[], cluster: string): string[] {
  const name = nameOf(pieces);
  const after = pieces.slice(pieces.indexOf(name.own) + 1, pieces.indexOf(name.own) + 3);
  const local = rename(statement, name, '_local', cluster);
  const columns = after[1]?.text.toUpperCase() === 'COLUMN';
  return columns ? [local, onCluster(statement, name, cluster)] : [local];
}
