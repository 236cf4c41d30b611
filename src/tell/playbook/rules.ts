import type { When } from './schema.ts';
import { ruleFields } from './schema.ts';

/** One line of the table that gives an observation its kind; the first line that fits decides. */
export interface KindRule {
  /** A folder under `content/playbooks`. */
  readonly kind: string;
  /** True for the playbook of a whole RSIT class: the editors are told what it stood in for. */
  readonly fallback: boolean;
  /** Every field named must hold one of its values, compared in lower case. Empty: fits everything (last line only). */
  readonly when: When | Readonly<Record<string, never>>;
}

/** What a rule is worth: the more a field says about the case, the more it weighs, and several fields weigh more than one. */
const weights = { malware: 32, identifier: 16, application: 8, port: 4, type: 2, taxonomy: 1 } as const;

/** Says whether a kind is the playbook of a whole RSIT class. */
export function isFallback(kind: string): boolean {
  return kind.startsWith('rsit-');
}

/**
 * Puts the rules of all playbooks in the order in which they are asked: specific kinds before classes, and among them the
 * heavier condition first (malware, then identifier, application, port, type, taxonomy). The last line fits everything and
 * says `rsit-other`. The order does not depend on the order of the folders: equal rules of two kinds are a fault (`clashes`).
 */
export function orderRules(
  playbooks: Iterable<{ readonly kind: string; readonly match: readonly When[] }>,
): KindRule[] {
  const rules = [...playbooks].flatMap(({ kind, match }) =>
    match.map((when): KindRule => ({ kind, fallback: isFallback(kind), when })),
  );
  rules.sort(
    (a, b) =>
      Number(a.fallback) - Number(b.fallback) ||
      weightOf(b.when) - weightOf(a.when) ||
      (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
  );
  return [...rules, { kind: 'rsit-other', fallback: true, when: {} }];
}

/**
 * Finds rules of different kinds that ask for the same fields and share a value in each: which of them decided would
 * be chance. Gives one sentence for each pair.
 */
export function clashes(rules: readonly KindRule[]): string[] {
  const faults: string[] = [];
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (one.kind === other.kind || one.fallback !== other.fallback) continue;
      if (weightOf(one.when) !== weightOf(other.when) || weightOf(one.when) === 0) continue;
      const shared = fieldsOf(one.when).map((field) => {
        const theirs = new Set<string | number>(other.when[field] ?? []);
        return [...(one.when[field] ?? [])].find((value) => theirs.has(value));
      });
      if (shared.every((value) => value !== undefined))
        faults.push(
          `${one.kind} and ${other.kind} both want ${fieldsOf(one.when).join(' + ')} = ${shared.join(' + ')}`,
        );
    }
  }
  return faults;
}

/** The fields a rule asks for, heaviest first. */
export function fieldsOf(when: KindRule['when']): readonly (typeof ruleFields)[number][] {
  return ruleFields.filter((field) => when[field] !== undefined);
}

function weightOf(when: KindRule['when']): number {
  return fieldsOf(when).reduce((sum, field) => sum + weights[field], 0);
}
