/**
 * A mapping and the columns of one report become ONE SELECT for the column engine: parse, normalise, check, classify.
 * The layers (subqueries) are: columns as text → texts per field → answers of conditions → typed values → an observation.
 */
import { assemble } from './assemble.ts';
import { taxonomies, taxonomyOf } from './classes.ts';
import { convert } from './conversions.ts';
import { type FieldType, typeOfField } from './fields.ts';
import type { Condition, Rule } from './mapping.ts';
import type { Compiled, Incoming } from './observation.ts';
import { columnsOf, type ReportFacts, type Resolved } from './overlay.ts';
import { restColumns } from './rest.ts';
import { choose, quote, quoteAll } from './sql-text.ts';
import { valueTypes } from './values.ts';

interface Filled {
  readonly field: string;
  readonly type: FieldType;
  readonly rules: readonly { readonly rule: Rule; readonly raw: string; readonly columns: readonly string[] }[];
}

/** Takes the rules of one report type, the columns and what is known of the report; refuses nothing: unknown columns are kept. */
export function compile(resolved: Resolved, incoming: Incoming, facts: ReportFacts = {}): Compiled {
  const place = new Map(incoming.columns.map((name, i) => [name, `c${i}`] as const));
  const used = new Set<string>();
  const column = (name: string): string | null => {
    const fact = facts[name];
    used.add(name);
    const at = place.get(name);
    if (at !== undefined) return at;
    if (incoming.hasRest) return `rest[${quote(name)}]`;
    return fact === undefined ? null : quote(fact);
  };

  const textOf = (rule: Rule): string | null => {
    const base = baseText(rule, column);
    if (base === null)
      return rule.as.some((step) => typeof step === 'object' && 'default' in step)
        ? rule.as.reduce(convert, "''")
        : null;
    const skipped = rule.skip.length > 0 ? `if(${base} IN ${quoteAll(rule.skip)}, '', ${base})` : base;
    return rule.as.reduce(convert, skipped);
  };

  // Layer 1: one text per rule.
  const texts: string[] = [];
  const filled: Filled[] = [];
  const add = (field: string, rules: readonly Rule[]) => {
    const present = rules.flatMap((rule) => {
      const sql = textOf(rule);
      if (sql === null) return [];
      texts.push(`${sql} AS t${texts.length}`);
      return [{ rule, raw: `t${texts.length - 1}`, columns: columnsOf(rule) }];
    });
    if (present.length > 0) filled.push({ field, type: typeOfRule(field, rules), rules: present });
  };
  for (const [field, rules] of resolved.fields) add(field, rules);
  const rest = restColumns(resolved, incoming.columns, used);
  for (const { field, rule } of rest.typed) add(field, [rule]);

  // Layer 2: conditions. A row may ask about columns and about fields as they are filled.
  const answers: string[] = [];
  const textOfField = (field: string) => {
    const found = filled.find((f) => f.field === field);
    const constant = resolved.set.get(field);
    const byRule = found?.rules.map((r) => [`${r.raw} != ''`, r.raw] as const) ?? [];
    return choose(byRule, constant === undefined ? "''" : quote(constant));
  };
  const whens = resolved.when.map((when) => {
    const asked = when.if.map((condition) => ask(condition, column, textOfField));
    answers.push(`(${asked.join(when.any ? ' OR ' : ' AND ')}) AS w${answers.length}`);
    return { when, holds: `w${answers.length - 1}` };
  });

  // Layer 3: typed values, the last word on each field: conditions, then rules, then constants.
  const types = new Map<string, FieldType>();
  const values: string[] = [];
  const faults: (readonly [string, string])[] = [];
  const final = new Map<string, string>();
  const names = new Set([
    ...filled.map((f) => f.field),
    ...resolved.set.keys(),
    ...whens.flatMap(({ when }) => [...Object.keys(when.set), ...Object.keys(when.fields)]),
  ]);
  for (const field of names) {
    const own = filled.find((f) => f.field === field);
    const type = own?.type ?? typeOfField(field);
    const kind = valueTypes[type];
    const shown = constantOf(resolved.set.get(field), type);
    const overrides = whens.flatMap(({ when, holds }) => {
      const set = when.set[field];
      if (set !== undefined) return [[holds, constantOf(set, type)] as const];
      const rules = when.fields[field];
      if (rules === undefined) return [];
      const sql = rules.map(textOf).filter((t) => t !== null);
      return sql.length === 0
        ? []
        : [
            [
              holds,
              kind.read(
                choose(
                  sql.slice(0, -1).map((t) => [`${t} != ''`, t] as const),
                  sql.at(-1) ?? "''",
                ),
              ),
            ] as const,
          ];
    });
    const readings = own?.rules.map(({ rule, raw, columns }) => {
      values.push(`${kind.read(raw)} AS v${values.length}`);
      const value = `v${values.length - 1}`;
      const wrong = `(${value} = ${kind.empty} AND ${raw} NOT IN ${quoteAll(['', ...(kind.nothing ?? [])])})`;
      if (kind.read !== valueTypes.text.read && columns.length > 0) {
        if (!rule.lenient) faults.push([wrong, `(${quote(columns.join('+'))}, ${quote(kind.refusal)}, ${raw})`]);
      }
      return value;
    });
    const byRule = choose(
      (readings ?? []).map((v) => [`${v} != ${kind.empty}`, v] as const),
      shown,
    );
    final.set(field, choose(overrides, byRule));
    types.set(field, type);
  }

  for (const { field } of rest.plain) types.set(field, 'text');
  const layers = { resolved, incoming, texts, answers, whens, values, faults, final, types, rest };
  return {
    select: (source) => assemble(layers, source),
    structure: incoming.structure,
    types,
    unknownColumns: rest.unknown,
  };
}

function baseText(rule: Rule, column: (name: string) => string | null): string | null {
  if (rule.value !== undefined) return quote(rule.value);
  if (rule.template !== undefined) return template(rule.template, column);
  const found = (rule.from ?? []).map(column).filter((c) => c !== null);
  const last = found.at(-1);
  if (last === undefined) return null;
  const absent = quoteAll(['', ...rule.skip]);
  return choose(
    found.slice(0, -1).map((c) => [`${c} NOT IN ${absent}`, c] as const),
    last,
  );
}

function template(text: string, column: (name: string) => string | null): string {
  const needed: string[] = [];
  const parts = text
    .split(/(\{[^{}]+\})/u)
    .filter((part) => part !== '')
    .map((part) => {
      const name = /^\{([^{}]+?)(!?)\}$/u.exec(part);
      if (!name?.[1]) return quote(part);
      const sql = column(name[1]) ?? "''";
      if (name[2] === '!') needed.push(`${sql} = ''`);
      return sql;
    });
  const whole = parts.length === 1 ? (parts[0] ?? "''") : `concat(${parts.join(', ')})`;
  return needed.length === 0 ? whole : `if(${needed.join(' OR ')}, '', ${whole})`;
}

function typeOfRule(field: string, rules: readonly Rule[]): FieldType {
  const own = typeOfField(field);
  if (own !== 'text' || !field.startsWith('extra.')) return own;
  const last = rules[0]?.as.at(-1);
  return last === 'int' || last === 'float' || last === 'bool' || last === 'json' || last === 'time' || last === 'ip'
    ? last
    : 'text';
}

function constantOf(value: string | undefined, type: FieldType): string {
  const kind = valueTypes[type];
  if (value === undefined) return kind.empty;
  // What is plainly right needs no check by the engine; it only makes the statement long.
  const plain =
    type === 'class'
      ? taxonomyOf.has(value)
      : type === 'taxonomy'
        ? taxonomies.includes(value)
        : type === 'word'
          ? /^[!-@[-~]+$/.test(value)
          : type === 'text';
  return plain ? quote(value) : kind.read(quote(value));
}

function ask(condition: Condition, column: (name: string) => string | null, field: (name: string) => string): string {
  const x = condition.column !== undefined ? (column(condition.column) ?? "''") : field(condition.field ?? '');
  const asked = [
    condition.is === undefined ? [] : [`${x} IN ${quoteAll(condition.is)}`],
    condition.matches === undefined ? [] : [`match(${x}, ${quote(condition.matches)})`],
    condition.contains === undefined ? [] : [`position(${x}, ${quote(condition.contains)}) > 0`],
    condition.empty === undefined ? [] : [`${x} ${condition.empty ? '=' : '!='} ''`],
    condition.valid === undefined
      ? []
      : [`${valueTypes[condition.valid].read(x)} != ${valueTypes[condition.valid].empty}`],
  ].flat();
  const all = asked.length === 0 ? '1' : asked.join(' AND ');
  return condition.not ? `NOT (${all})` : `(${all})`;
}
