/** A filter as the engine's SQL, with every value as a parameter: no text of a reader ever becomes SQL. */
import { type Condition, type Filter, type Range, readValue, tooLong } from './filter.ts';

/** More values compared one by one make a statement that takes longer to write and read than to answer (8,000: 13 s; 40,000: minutes). */
const MOST_PARAMS = 1000;
/** More values than these are looked up in a set instead, which is one parameter however many they are; no index helps there. */
const FEW = 8;
const isSingle = ([, , bits]: Range) => bits === 128;
const firsts = (ranges: readonly Range[]) => ranges.map(([first]) => first);

/** SQL of a filter and its parameters. */
export interface Compiled {
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Compiles a filter. Refuses one that compares too many values one by one. `either` says which column the field `ip` of flows means:
 * one side, or both with an OR. Parameters are named with `prefix`, so that two compilations can stand in one statement.
 */
export function compileFilter(filter: Filter, either: 'source' | 'target' | 'both' = 'both', prefix = 'f'): Compiled {
  const params: Record<string, unknown> = {};
  let count = 0;
  const put = (value: unknown, type: string) => {
    if (count >= MOST_PARAMS) throw tooLong();
    const name = `${prefix}${count++}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  const inRange = (column: string, [first, last]: Range) =>
    first === last
      ? `${column} = toIPv6(${put(first, 'String')})`
      : `${column} BETWEEN toIPv6(${put(first, 'String')}) AND toIPv6(${put(last, 'String')})`;
  const condition = ({ field, operator, values }: Condition): string => {
    if (field.type === 'address') {
      const columns = field.sql !== '' ? [field.sql] : either === 'both' ? ['source', 'target'] : [either];
      const ranges = values.map((text) => readValue(field, text) as Range);
      const [singles, nets] = [ranges.filter(isSingle), ranges.filter((range) => !isSingle(range))];
      const listed = singles.length > 1 ? put(firsts(singles), 'Array(IPv6)') : undefined;
      const sets = nets.length > FEW ? [...Map.groupBy(nets, ([, , bits]) => bits)] : [];
      const bySize = sets.map(([bits, some]) => [bits, put(firsts(some), 'Array(IPv6)')] as const);
      const any = columns
        .flatMap((column) => [
          ...(listed ? [`${column} IN ${listed}`] : []),
          ...bySize.map(([bits, set]) => `tupleElement(IPv6CIDRToRange(${column}, ${bits}), 1) IN ${set}`),
          ...(listed ? [] : singles).map((range) => inRange(column, range)),
          ...(sets.length > 0 ? [] : nets).map((range) => inRange(column, range)),
        ])
        .join(' OR ');
      return operator === '!=' ? `NOT (${any})` : `(${any})`;
    }
    const read = values.map((text) => readValue(field, text) as string | number);
    if (field.type === 'level') {
      const ranks = read.map((one) => 1 + (field.values ?? []).indexOf(String(one)));
      const column = `toInt8(${field.sql})`;
      return operator === 'in'
        ? `has(${put(ranks, 'Array(Int8)')}, ${column})`
        : `${column} ${operator} ${put(ranks[0], 'Int8')}`;
    }
    const type = field.type === 'number' ? 'Float64' : 'String';
    if (operator === 'in')
      return type === 'String'
        ? `toString(${field.sql}) IN ${put(read, 'Array(String)')}`
        : read.length > FEW
          ? `toFloat64(${field.sql}) IN ${put(read, 'Array(Float64)')}`
          : `(${read.map((one) => `${field.sql} = ${put(one, type)}`).join(' OR ')})`;
    if (operator === '~') return `positionCaseInsensitiveUTF8(${field.sql}, ${put(read[0], 'String')}) > 0`;
    return `${field.sql} ${operator} ${put(read[0], type)}`;
  };
  const compile = (part: Filter): string => {
    switch (part.kind) {
      case 'all':
        return '1';
      case 'not':
        return `NOT (${compile(part.part)})`;
      case 'condition':
        return condition(part);
      default:
        return `(${part.parts.map(compile).join(part.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
  };
  return { where: compile(filter), params };
}

/** So many addresses lie everywhere: no index leaves anything out, and reading all once is faster than twice. */
const MANY_ADDRESSES = 100;

/**
 * Whether a filter names `ip` of flows once, as one of the conditions that must all hold, with few addresses: then each side is asked
 * by itself, by its index.
 */
export function splitsBySide(filter: Filter): boolean {
  const isEither = (part: Filter) =>
    part.kind === 'condition' && part.field.sql === '' && part.operator !== '!=' && part.values.length < MANY_ADDRESSES;
  const names = (part: Filter): number =>
    part.kind === 'condition'
      ? part.field.sql === ''
        ? 1
        : 0
      : part.kind === 'not'
        ? names(part.part)
        : part.kind === 'all'
          ? 0
          : part.parts.reduce((sum, one) => sum + names(one), 0);
  if (names(filter) !== 1) return false;
  return isEither(filter) || (filter.kind === 'and' && filter.parts.some(isEither));
}
