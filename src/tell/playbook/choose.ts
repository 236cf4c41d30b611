import { fieldsOf, isFallback, type KindRule } from './rules.ts';
import { taxonomies } from './schema.ts';

/** What is known of an observation, as far as the choice of a playbook needs it. Empty text counts as not known. */
export interface Seen {
  /** A kind that a feed's mapping or an operator has already named. */
  readonly kind?: string | undefined;
  readonly identifier?: string | undefined;
  readonly type?: string | undefined;
  readonly taxonomy?: string | undefined;
  readonly application?: string | undefined;
  readonly port?: number | undefined;
  readonly malware?: string | undefined;
}

/** The playbook for an observation. */
export interface Choice {
  readonly kind: string;
  /** True when only the playbook of the whole RSIT class was there. */
  readonly fallback: boolean;
  /** For the editors, when `fallback`: what has no playbook of its own. */
  readonly missing?: string;
}

/**
 * Chooses the playbook for an observation. A named kind wins if its folder exists; otherwise the first rule that fits.
 * Always gives a kind that exists: `rsit-other` at the least, which every set of playbooks holds.
 */
export function choosePlaybook(
  playbooks: { readonly kinds: ReadonlySet<string>; readonly rules: readonly KindRule[] },
  seen: Seen,
): Choice {
  if (seen.kind && playbooks.kinds.has(seen.kind)) return { kind: seen.kind, fallback: isFallback(seen.kind) };
  // A named kind without a folder: its class speaks for it, not whatever else happens to fit.
  const rules = seen.kind ? playbooks.rules.filter((rule) => rule.fallback) : playbooks.rules;
  const rule = rules.find((candidate) => fits(candidate, seen));
  const kind = rule?.kind ?? 'rsit-other';
  if (rule && !rule.fallback) return { kind, fallback: false };
  return { kind, fallback: true, missing: nameOf(seen) };
}

/** Says whether a rule fits: every field named holds one of the values. */
export function fits(rule: KindRule, seen: Seen): boolean {
  return fieldsOf(rule.when).every((field) => {
    const wanted: readonly (string | number)[] = rule.when[field] ?? [];
    const value = seen[field];
    return wanted.includes(typeof value === 'string' ? value.toLowerCase() : (value ?? ''));
  });
}

function nameOf({ kind, identifier, type, taxonomy }: Seen): string {
  if (kind) return kind;
  const known = [taxonomy, type, identifier].filter((part) => part);
  return known.length === 0 ? 'unclassified' : known.join('/');
}

/** The class playbook of a taxonomy; `rsit-other` for a name that RSIT does not have. */
export function fallbackOf(taxonomy: string): string {
  return taxonomies.some((known) => known === taxonomy) ? `rsit-${taxonomy}` : 'rsit-other';
}
