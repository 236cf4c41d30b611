import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { productRoot } from '#platform/files';
import { quote } from '../feed/sql-text.ts';

/** The ordered table observation → kind, generated from the playbooks (`content/kinds.yaml`). The first line that fits decides. */
const Rule = z.object({
  kind: z.string().regex(/^[a-z0-9-]+$/),
  fallback: z.boolean().default(false),
  when: z.partialRecord(
    z.enum(['malware', 'identifier', 'application', 'port', 'type', 'taxonomy']),
    z.array(z.union([z.string(), z.number()])).min(1),
  ),
});
export type KindRule = z.output<typeof Rule>;

let read: readonly KindRule[] | undefined;

/** Reads the table. Refuses (ZodError) a line that says something unknown. */
export function readKindRules(path = join(productRoot, 'content/kinds.yaml')): KindRule[] {
  return z
    .array(Rule)
    .min(1)
    .parse(parse(readFileSync(path, 'utf8')));
}

/** Values a column of a report can have, where its mapping says them all (`Compiled.known`). */
type Known = ReadonlyMap<string, readonly string[]>;

/**
 * SQL that names the kind of an observation: what the feed says, else the first rule that fits, else `rsit-other`. Rules that
 * cannot fit a report of which so much is `known` are left out: with all of them the engine reads the statement six times as long.
 */
export function kindSql(known?: Known): string {
  read ??= readKindRules();
  return kindSqlOf(read, known);
}

/**
 * Compiles rules to one expression over the columns of an observation. Runs of rules that ask for the identifier alone
 * become one look-up each: nearly every report has one identifier, and a look-up on a constant costs nothing per row.
 */
export function kindSqlOf(rules: readonly KindRule[], known: Known = new Map()): string {
  const said = known.get('kind');
  const possible = new Map([...known].map(([field, values]) => [field, values.map(lower)] as const));
  const branches: string[] = [];
  const run = new Map<string, string>();
  let looked = 0;
  const flush = () => {
    if (run.size === 0) return;
    const name = `kind_${looked++}`;
    branches.push(
      `(transform(lower(identifier), [${[...run.keys()].map(quote).join(', ')}], [${[...run.values()].map(quote).join(', ')}], '') AS ${name}) != '', ${name}`,
    );
    run.clear();
  };
  const stated = ["kind != '', kind"];
  if (said?.every((kind) => kind === '')) stated.pop();
  else if (said?.length === 1) return quote(said[0] ?? '');
  let otherwise = 'rsit-other';
  for (const rule of rules) {
    const left = whatIsLeft(rule, possible);
    if (left === null) continue;
    if (left.length === 0 && run.size === 0) {
      otherwise = rule.kind;
      break;
    }
    const [only] = left;
    if (rule.when.identifier !== undefined && left.length === 1 && only?.[0] === 'identifier') {
      for (const value of only[1]) if (!run.has(value)) run.set(value, rule.kind);
    } else {
      flush();
      if (left.length === 0) {
        otherwise = rule.kind;
        break;
      }
      branches.push(`${left.map(conditionOf).join(' AND ')}, ${quote(rule.kind)}`);
    }
  }
  flush();
  const all = [...stated, ...branches];
  return all.length === 0 ? quote(otherwise) : `multiIf(${all.join(', ')}, ${quote(otherwise)})`;
}

type Asked = readonly [field: string, values: readonly string[]];

/** What still has to be asked row by row; null when no row of the report can fit. */
function whatIsLeft(rule: KindRule, possible: Known): readonly Asked[] | null {
  const left: Asked[] = [];
  for (const [field, wanted] of Object.entries(rule.when)) {
    const values = possible.get(field);
    const fitting = wanted.map(String).filter((value) => values?.includes(value) ?? true);
    if (fitting.length === 0) return null;
    if (values === undefined || !values.every((value) => fitting.includes(value))) left.push([field, fitting]);
  }
  return left;
}

function conditionOf([field, values]: Asked): string {
  return field === 'port'
    ? `port IN (${values.map(Number).join(', ')})`
    : `lower(${field}) IN (${values.map(quote).join(', ')})`;
}

/** As the engine's `lower`: letters of ASCII only. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
