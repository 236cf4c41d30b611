/**
 * A mapping and the columns of one report become ONE SELECT for the column engine: parse, normalise, check, classify.
 * The layers (subqueries) are: columns as text → texts per rule → answers of conditions → typed values → an observation.
 */

import { taxonomies, taxonomyOf } from '../classes.ts';
import { type FieldType, typeOfField } from '../fields.ts';
import type { Compiled, Incoming } from '../observation.ts';
import type { Condition, Rule, When } from '../rule.ts';
import { choose, quote, quoteAll } from '../sql-text.ts';
import { convert, refusalOf } from '../value/conversions.ts';
import { valueTypes } from '../value/values.ts';
import { assemble } from './assemble.ts';
import { knownColumns } from './known.ts';
import { columnsOf, type ReportFacts, type Resolved } from './overlay.ts';
import { restColumns } from './rest.ts';

/** Name of a text in layer 1, and what can be wrong with it. */
interface Text {
  readonly name: string;
  readonly rule: Rule;
  /** Condition and reason: a conversion made nothing of something. */
  readonly torn: readonly (readonly [condition: string, reason: string, text: string])[];
}

/** Takes the rules of one report type, the columns and what is known of the report; refuses nothing: unknown columns are kept. */
export function compile(resolved: Resolved, incoming: Incoming, facts: ReportFacts = {}): Compiled {
  const { mapping } = resolved;
  const place = new Map(incoming.columns.map((name, i) => [name, `c${i}`] as const));
  const used = new Set<string>();
  const column = (name: string): string | null => {
    used.add(name);
    if (name === 'copy' && mapping.copies > 1) return 'toString(copy)';
    const at = place.get(name);
    if (at !== undefined) return at;
    if (Object.hasOwn(facts, name)) return quote(facts[name] ?? '');
    return incoming.hasRest ? `rest[${quote(name)}]` : null;
  };

  // Layer 1: a name for every step on the way, so that no step is written twice.
  const texts: string[] = [];
  const name = (sql: string) => {
    if (/^[a-z]+\d+$/.test(sql)) return sql;
    texts.push(`${sql} AS t${texts.length}`);
    return `t${texts.length - 1}`;
  };
  const textOf = (rule: Rule): Text | null => {
    const absent = [...mapping.skip, ...rule.skip];
    const base =
      rule.value !== undefined
        ? quote(rule.value)
        : rule.template !== undefined
          ? template(rule.template, column)
          : firstOf(rule, column, absent);
    const hasDefault = rule.as.some((step) => typeof step === 'object' && 'default' in step);
    if (base === null && !hasDefault) return null;
    const nothing =
      rule.value === undefined && absent.length > 0
        ? `if(${name(base ?? "''")} IN ${quoteAll(absent)}, '', ${name(base ?? "''")})`
        : (base ?? "''");
    let at = name(nothing);
    const torn: (readonly [string, string, string])[] = [];
    for (const step of rule.as) {
      const before = at;
      at = name(convert(before, step));
      const refusal = refusalOf(step);
      if (refusal !== null && before !== at) torn.push([`(${before} != '' AND ${at} = '')`, refusal, before]);
    }
    return { name: at, rule, torn };
  };
  const fill = (rules: readonly Rule[]) => rules.map(textOf).filter((t) => t !== null);

  const filled = new Map<string, readonly Text[]>();
  for (const [field, rules] of resolved.fields) filled.set(field, fill(rules));
  const rest = restColumns(resolved, incoming.columns, used);
  for (const { field, rules } of rest.typed) filled.set(field, fill(rules));
  const whens = resolved.when.map((when, i) => ({
    when,
    holds: `w${i}`,
    fields: new Map(Object.entries(when.fields).map(([field, rules]) => [field, fill(rules)] as const)),
  }));

  // Layer 2: conditions. A row may ask about columns and about fields as their rules fill them.
  const fieldText = (field: string) => {
    const constant = resolved.set.get(field);
    const texts = filled.get(field) ?? [];
    return choose(
      texts.map((t) => [`${t.name} != ''`, t.name] as const),
      constant === undefined ? "''" : quote(constant),
    );
  };
  const answers = whens.flatMap(({ when, holds }) => {
    const asked = when.if.map((condition, i) => ask(condition, `${holds}q${i}`, column, fieldText));
    return [
      ...asked.flatMap((a) => a.names),
      `(${asked.map((a) => a.sql).join(when.any ? ' OR ' : ' AND ')}) AS ${holds}`,
    ];
  });

  // Layer 3: typed values; the last word on each field: conditions, then rules, then constants.
  const values: string[] = [];
  const faults: (readonly [string, string])[] = [];
  const final = new Map<string, string>();
  const types = new Map<string, FieldType>();
  const constants = new Map<string, readonly string[]>();
  const fields = new Set([
    ...filled.keys(),
    ...resolved.set.keys(),
    ...whens.flatMap(({ when, fields }) => [...Object.keys(when.set), ...fields.keys()]),
  ]);
  for (const field of fields) {
    const own = filled.get(field) ?? [];
    // The report has none of its columns.
    if (
      own.length === 0 &&
      !resolved.set.has(field) &&
      !whens.some(({ when, fields }) => field in when.set || (fields.get(field)?.length ?? 0) > 0)
    )
      continue;
    const said = saidOf(field, own, whens, resolved);
    if (said) constants.set(field, said);
    const type = typeOfRule(
      field,
      [...own, ...whens.flatMap((w) => w.fields.get(field) ?? [])].map((t) => t.rule),
    );
    // Free fields hold the text their conversions gave; their type is for those who write JSON.
    const kind = valueTypes[typeOfField(field)];
    const read = (text: string) => {
      if (kind.read === valueTypes.text.read) return text;
      values.push(`${kind.read(text)} AS v${values.length}`);
      return `v${values.length - 1}`;
    };
    const firstValue = (texts: readonly Text[], otherwise: string, within: string) => {
      const readings = texts.map((t) => ({ ...t, value: read(t.name) }));
      const strict = readings.filter((r) => !r.rule.lenient && columnsOf(r.rule).length > 0);
      const none = readings.map((r) => `${r.value} = ${kind.empty}`).join(' AND ');
      for (const { rule, name, torn } of strict) {
        const at = quote(columnsOf(rule).join('+'));
        for (const [condition, reason, text] of torn)
          faults.push([`${within}${condition} AND ${none}`, `(${at}, ${quote(reason)}, ${text})`]);
        if (kind.read !== valueTypes.text.read)
          faults.push([
            `${within}${name} NOT IN ${quoteAll(['', ...(kind.nothing ?? [])])} AND ${none}`,
            `(${at}, ${quote(kind.refusal)}, ${name})`,
          ]);
      }
      const [only] = readings;
      if (readings.length === 1 && only && otherwise === kind.empty) return only.value;
      return choose(
        readings.map((r) => [`${r.value} != ${kind.empty}`, r.value] as const),
        otherwise,
      );
    };
    const overrides = whens.flatMap(({ when, holds, fields }) => {
      const set = when.set[field];
      if (set !== undefined) return [[holds, constantOf(set, typeOfField(field))] as const];
      const texts = fields.get(field);
      return texts === undefined || texts.length === 0
        ? []
        : [[holds, firstValue(texts, kind.empty, `${holds} AND `)] as const];
    });
    final.set(field, choose(overrides, firstValue(own, constantOf(resolved.set.get(field), typeOfField(field)), '')));
    types.set(field, type);
  }
  for (const { field } of rest.plain) types.set(field, 'text');

  const layers = { resolved, incoming, texts, answers, whens, values, faults, final, types, rest };
  return {
    select: (source) => assemble(layers, source),
    structure: incoming.structure,
    types,
    unknownColumns: rest.unknown,
    known: knownColumns(resolved, final, constants),
  };
}

/** The values a field can have when no column fills it, only the mapping's own words; undefined when a row decides. */
function saidOf(
  field: string,
  own: readonly Text[],
  whens: readonly { readonly when: When; readonly fields: ReadonlyMap<string, readonly Text[]> }[],
  resolved: Resolved,
): readonly string[] | undefined {
  if (own.length > 0 || whens.some(({ fields }) => (fields.get(field)?.length ?? 0) > 0)) return undefined;
  const type = typeOfField(field);
  const values = [resolved.set.get(field) ?? '', ...whens.map(({ when }) => when.set[field])].filter(
    (value) => value !== undefined,
  );
  return values.every((value) => value === '' || isPlain(value, type)) ? [...new Set(values)] : undefined;
}

function firstOf(rule: Rule, column: (name: string) => string | null, absent: readonly string[]): string | null {
  const found = (rule.from ?? []).map(column).filter((c) => c !== null);
  const last = found.at(-1);
  if (last === undefined) return null;
  return choose(
    found.slice(0, -1).map((c) => [`${c} NOT IN ${quoteAll(['', ...absent])}`, c] as const),
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

/** A harmonised field has its type; a free one under `extra.` takes that of its last conversion. */
function typeOfRule(field: string, rules: readonly Rule[]): FieldType {
  const own = typeOfField(field);
  if (own !== 'text' || !field.startsWith('extra.')) return own;
  for (const rule of rules) {
    const last = rule.as.at(-1);
    if (last === 'int' || last === 'float' || last === 'bool' || last === 'json') return last;
  }
  return 'text';
}

function constantOf(value: string | undefined, type: FieldType): string {
  const kind = valueTypes[type];
  if (value === undefined) return kind.empty;
  return isPlain(value, type) ? quote(value) : kind.read(quote(value));
}

/** What is plainly right needs no check by the engine; it only makes the statement long. */
function isPlain(value: string, type: FieldType): boolean {
  switch (type) {
    case 'class':
      return taxonomyOf.has(value);
    case 'taxonomy':
      return taxonomies.includes(value);
    case 'word':
      return /^[ -@[-~]+$/.test(value);
    default:
      return type === 'text';
  }
}

function ask(
  condition: Condition,
  name: string,
  column: (name: string) => string | null,
  field: (name: string) => string,
): { readonly names: string[]; readonly sql: string } {
  const names = [
    `${condition.column !== undefined ? (column(condition.column) ?? "''") : field(condition.field ?? '')} AS ${name}`,
  ];
  const asked = [
    ...(condition.is === undefined ? [] : [`${name} IN ${quoteAll(condition.is)}`]),
    ...(condition.matches === undefined ? [] : [`match(${name}, ${quote(condition.matches)})`]),
    ...(condition.contains === undefined ? [] : [`position(${name}, ${quote(condition.contains)}) > 0`]),
    ...(condition.empty === undefined ? [] : [`${name} ${condition.empty ? '=' : '!='} ''`]),
    ...(condition.valid === undefined
      ? []
      : [`${valueTypes[condition.valid].read(name)} != ${valueTypes[condition.valid].empty}`]),
  ];
  const all = asked.length === 0 ? '1' : asked.join(' AND ');
  return { names, sql: condition.not ? `NOT (${all})` : `(${all})` };
}
