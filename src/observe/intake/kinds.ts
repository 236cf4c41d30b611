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

let sqlText: string | undefined;

/** Reads the table. Refuses (ZodError) a line that says something unknown. */
export function readKindRules(path = join(productRoot, 'content/kinds.yaml')): KindRule[] {
  return z
    .array(Rule)
    .min(1)
    .parse(parse(readFileSync(path, 'utf8')));
}

/** SQL that names the kind of an observation: what the feed says, else the first rule that fits, else `rsit-other`. */
export function kindSql(): string {
  sqlText ??= kindSqlOf(readKindRules());
  return sqlText;
}

/**
 * Compiles rules to one expression over the columns of an observation. Runs of rules that ask for the identifier alone
 * become one look-up each: nearly every report has one identifier, and a look-up on a constant costs nothing per row.
 */
export function kindSqlOf(rules: readonly KindRule[]): string {
  const branches: string[] = [];
  let run: KindRule[] = [];
  const flush = () => {
    if (run.length === 0) return;
    const seen = new Map<string, string>();
    for (const rule of run)
      for (const value of rule.when.identifier ?? []) if (!seen.has(String(value))) seen.set(String(value), rule.kind);
    const found = `transform(lower(identifier), [${[...seen.keys()].map(quote).join(', ')}], [${[...seen.values()].map(quote).join(', ')}], '')`;
    branches.push(`${found} != '', ${found}`);
    run = [];
  };
  for (const rule of rules) {
    const fields = Object.keys(rule.when);
    if (fields.length === 1 && fields[0] === 'identifier') run.push(rule);
    else {
      flush();
      branches.push(`${conditionOf(rule)}, ${quote(rule.kind)}`);
    }
  }
  flush();
  return `multiIf(kind != '', kind, ${branches.join(', ')}, 'rsit-other')`;
}

function conditionOf(rule: KindRule): string {
  const parts = Object.entries(rule.when).map(([field, values]) =>
    field === 'port'
      ? `port IN (${values.map(Number).join(', ')})`
      : `lower(${field}) IN (${values.map((value) => quote(String(value))).join(', ')})`,
  );
  return parts.length === 0 ? '1' : parts.join(' AND ');
}
