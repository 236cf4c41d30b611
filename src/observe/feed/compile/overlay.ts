/** A mapping with the rules of one report type laid over the family's, ready to be turned into SQL. */
import { fieldTypes } from '../fields.ts';
import { type Mapping, ReportFact } from '../mapping.ts';
import type { Rule, When } from '../rule.ts';

/**
 * What is known about a report besides its rows: `file.name`, `feed.name`, `feed.url`, `time.observation` … (`ReportFact`) and
 * what its preamble says. A rule can name them like columns.
 */
export type ReportFacts = Readonly<Record<string, string>>;

/** One report type's rules, nothing left to choose. */
export interface Resolved {
  readonly mapping: Mapping;
  /** Name of the report type, where the feed is a family; null where it is not or nothing said it. */
  readonly type: string | null;
  /** The mapping lists its types and this one is not among them. */
  readonly typeIsNew: boolean;
  readonly set: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, readonly Rule[]>;
  readonly when: readonly When[];
  readonly rename: ReadonlyMap<string, string>;
  readonly severity: string | undefined;
  readonly kind: string | undefined;
  readonly victim: string;
  readonly need: readonly string[] | undefined;
  /** Columns that are known without a rule. */
  readonly knownColumns: ReadonlySet<string>;
}

/** The report type that file name, feed name or address tells; null when none does. */
export function reportType(mapping: Mapping, facts: ReportFacts): string | null {
  for (const { fact, pattern, lookup } of mapping.variants?.from ?? []) {
    const found = new RegExp(pattern, 'u').exec(facts[fact] ?? '')?.[1];
    if (found !== undefined) {
      const name = Object.keys(lookup).length === 0 ? found : lookup[found.toLowerCase()];
      if (name !== undefined) return name;
    }
  }
  return null;
}

/** Lays the rules of `type` over the family's: later rules win, field by field. */
export function resolve(mapping: Mapping, type: string | null): Resolved {
  const set = new Map(Object.entries(mapping.set));
  const fields = new Map<string, readonly Rule[]>(Object.entries(mapping.fields));
  const rename = new Map(Object.entries(mapping.rename));
  const when = [...mapping.when];
  const knownColumns = new Set<string>();
  let { severity, kind, victim, need } = mapping;

  for (const rule of mapping.variants?.rules ?? []) {
    const groups = type === null ? null : new RegExp(rule.match, 'u').exec(type);
    if (!groups) continue;
    if (rule.alone) {
      set.clear();
      fields.clear();
      rename.clear();
      when.length = 0;
    }
    for (const column of rule.columns) knownColumns.add(column);
    const fill = (text: string) => text.replace(/\$(\d)/g, (_, n) => (groups[Number(n)] ?? '').replaceAll('_', '-'));
    for (const field of rule.without) {
      set.delete(field);
      fields.delete(field);
    }
    for (const [field, value] of Object.entries(rule.set)) set.set(field, fill(value));
    for (const [field, rules] of Object.entries(rule.fields)) fields.set(field, rules);
    for (const [column, name] of Object.entries(rule.rename)) rename.set(column, name);
    when.push(...rule.when);
    severity = rule.severity ?? severity;
    kind = rule.kind === undefined ? kind : fill(rule.kind);
    victim = rule.victim ?? victim;
    need = rule.need ?? need;
  }
  if (mapping.harmonised)
    for (const field of fieldTypes.keys()) if (!fields.has(field)) fields.set(field, [ownName(field)]);
  return {
    mapping,
    type,
    typeIsNew: type !== null && !(mapping.variants?.known ?? []).includes(type),
    set,
    fields,
    when,
    rename,
    severity,
    kind,
    victim: victim ?? 'source.ip',
    knownColumns,
    need,
  };
}

function ownName(field: string): Rule {
  return { from: [field], as: [], skip: [], lenient: true, value: undefined, template: undefined };
}

/** The columns the rules ask for by name: what a reader without a header line has to give. */
export function columnsAsked(resolved: Resolved, known: ReportFacts): string[] {
  const { mapping } = resolved;
  const facts = new Set<string>([...ReportFact.options, ...Object.keys(mapping.preamble), ...Object.keys(known)]);
  const rules = [...resolved.fields.values(), ...resolved.when.flatMap((when) => Object.values(when.fields))].flat();
  const asked = [
    ...rules.flatMap(columnsOf),
    ...resolved.when.flatMap((when) => when.if.map((condition) => condition.column)),
    ...mapping.explode.map((e) => e.column),
    ...Object.values(mapping.types).flat(),
  ];
  return [...new Set(asked)].filter((name) => name !== undefined && !facts.has(name)) as string[];
}

/** The columns a rule reads. */
export function columnsOf(rule: Rule): readonly string[] {
  return rule.from ?? [...(rule.template ?? '').matchAll(/\{([^{}]+?)!?\}/gu)].map((m) => m[1] ?? '');
}
