/** Columns that no rule names. */
import type { Mapping } from '../mapping.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../sql-text.ts';
import type { Resolved } from './overlay.ts';

/** Where the columns without a rule go. */
export interface RestColumns {
  /** As they are: to `field` from the SQL column `at`. */
  readonly plain: readonly { readonly column: string; readonly field: string; readonly at: string }[];
  /** Checked as numbers or yes/no first. */
  readonly typed: readonly { readonly field: string; readonly rules: readonly Rule[] }[];
  /** Names neither a rule, nor `rename`, `types` or `ignore` knows: perhaps new. */
  readonly unknown: readonly string[];
  /** Names that rules have taken. */
  readonly used: readonly string[];
}

/** Sends each column without a rule to `extra` under its own or its other name. */
export function restColumns(resolved: Resolved, columns: readonly string[], used: ReadonlySet<string>): RestColumns {
  const { mapping, rename } = resolved;
  const plain: RestColumns['plain'][number][] = [];
  const typed: RestColumns['typed'][number][] = [];
  const unknown: string[] = [];
  for (const [i, name] of columns.entries()) {
    if (used.has(name) || mapping.ignore.includes(name)) continue;
    const other = rename.get(name) ?? otherName(mapping, name);
    if (other === '') continue;
    const field = other.startsWith('extra.') ? other : `extra.${other}`;
    const as = typeOf(mapping, name);
    if (as !== null) typed.push({ field, rules: typedRules(mapping, name, as) });
    else if (mapping.rest === 'extra') plain.push({ column: name, field, at: `c${i}` });
    if (!rename.has(name) && as === null && !resolved.knownColumns.has(name)) unknown.push(name);
  }
  return { plain, typed, unknown, used: [...used] };
}

/** The name after `extra.` under which a column without a rule goes; '' leaves it out. */
export function otherName(mapping: Mapping, name: string): string {
  return mapping.renameMatching.reduce((at, [pattern, to]) => at.replace(new RegExp(pattern, 'u'), to), name);
}

/** SQL: the field for a column whose name is only known row by row; '' leaves it out. */
export function dynamicName(mapping: Mapping, rename: ReadonlyMap<string, string>, name: string): string {
  const fixed =
    rename.size === 0
      ? name
      : `transform(${name}, [${[...rename.keys()].map(quote).join(', ')}], [${[...rename.values()].map(quote).join(', ')}], ${name})`;
  const other = mapping.renameMatching.reduce(
    (at, [pattern, to]) => `replaceRegexpOne(${at}, ${quote(pattern)}, ${quote(to.replace(/\$(\d)/g, '\\$1'))})`,
    fixed,
  );
  return `arrayMap(n -> if(n = '' OR startsWith(n, 'extra.'), n, concat('extra.', n)), [${other}])[1]`;
}

function typeOf({ types }: Mapping, name: string): 'int' | 'float' | 'bool' | null {
  if (types.int.includes(name) || types.count.includes(name)) return 'int';
  if (types.float.includes(name)) return 'float';
  return types.bool.includes(name) ? 'bool' : null;
}

/** A number or yes/no in its canonical form; what is none of it is kept as it is. */
function typedRules({ types, restSkip }: Mapping, name: string, as: 'int' | 'float' | 'bool'): Rule[] {
  const rule = { from: [name], lenient: true, value: undefined, template: undefined };
  const skip = types.count.includes(name) ? ['0'] : [];
  return [
    { ...rule, as: [as], skip },
    { ...rule, as: [], skip: [...restSkip, ...skip] },
  ];
}
