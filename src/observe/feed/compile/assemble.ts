/** The last layers of the SELECT: typed values become the columns of an observation, `extra`, or the reason of a refusal. */
import { taxonomyOf } from '../classes.ts';
import type { FieldType } from '../fields.ts';
import { coreFields, type Incoming, type ObservationColumn, observationColumns } from '../observation.ts';
import type { When } from '../rule.ts';
import { choose, quote, quoteAll } from '../sql-text.ts';
import { type Tlp, tlpLevels } from '../tags.ts';
import { NO_TIME } from '../value/time.ts';
import { NO_IP, valueTypes } from '../value/values.ts';
import type { Resolved } from './overlay.ts';
import { dynamicName, type RestColumns } from './rest.ts';

const severities = ['info', 'low', 'medium', 'high', 'critical'];

/** Everything the earlier layers found, by name. */
export interface Layers {
  readonly resolved: Resolved;
  readonly incoming: Incoming;
  /** `sql AS t0` … one text per rule. */
  readonly texts: readonly string[];
  /** `sql AS w0` … one answer per condition block. */
  readonly answers: readonly string[];
  readonly whens: readonly { readonly when: When; readonly holds: string }[];
  /** `sql AS v0` … one typed value per rule. */
  readonly values: readonly string[];
  /** Condition and SQL tuple (column, reason, text) of each way in which a row can be wrong. */
  readonly faults: readonly (readonly [condition: string, error: string])[];
  /** Field → SQL of its typed value, the last word. */
  readonly final: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, FieldType>;
  readonly rest: RestColumns;
}

/** The SELECT over `source`. */
export function assemble(layers: Layers, source: string): string {
  const { incoming, texts, answers, values, whens, resolved } = layers;
  const columns = observation(layers);
  const dropped = whens.filter(({ when }) => when.drop).map(({ holds }) => `NOT ${holds}`);
  const given = [
    `${incoming.line} AS line`,
    `${incoming.problem} AS problem`,
    ...incoming.cells,
    ...(incoming.keep ?? []),
    ...(incoming.hasRest ? ['rest'] : []),
    ...(incoming.noRow ? [`(${incoming.noRow}) AS no_row`] : []),
  ];
  const read = `SELECT ${given.join(', ')} FROM ${incoming.prepare?.(source) ?? source}`;
  const rows = incoming.noRow ? `SELECT * EXCEPT no_row FROM (${read}) WHERE NOT no_row` : read;
  const copied =
    resolved.mapping.copies > 1
      ? `SELECT *, copy FROM (${rows}) ARRAY JOIN range(${resolved.mapping.copies}) AS copy`
      : rows;
  const several = resolved.mapping.explode.reduce(
    (from, { column, by }) => explode(from, incoming, column, by),
    copied,
  );
  const layer1 = `SELECT *${texts.map((t) => `, ${t}`).join('')} FROM (${several})`;
  const layer2 = answers.length === 0 ? layer1 : `SELECT *, ${answers.join(', ')} FROM (${layer1})`;
  const layer3 = `SELECT *${values.map((v) => `, ${v}`).join('')} FROM (${layer2})${dropped.length > 0 ? ` WHERE ${dropped.join(' AND ')}` : ''}`;
  const layer4 = `SELECT *, ${error(layers)} AS error FROM (${layer3})`;
  // Names of results must not hide names of the layers, so they get their own only at the very end.
  const layer5 = `SELECT ${observationColumns.map((name) => `${columns[name]} AS o_${name}`).join(', ')} FROM (${layer4})`;
  return `SELECT ${observationColumns.map((name) => `o_${name} AS ${name}`).join(', ')} FROM (${layer5})`;
}

/** SQL: the stricter of a mark and what the operator set for the feed. */
function atLeast(mark: string, least: string | undefined): string {
  const at = tlpLevels.indexOf(`TLP:${least}` as Tlp);
  if (at <= 0) return mark;
  const open = tlpLevels.slice(0, at).map((level) => quote(level.slice('TLP:'.length)));
  return `if(${mark} IN (${open.join(', ')}), ${quote(least ?? '')}, ${mark})`;
}

function explode(from: string, incoming: Incoming, column: string, by: string): string {
  const i = incoming.columns.indexOf(column);
  if (i < 0) return from;
  const parts =
    by === 'json'
      ? `if(isValidJSON(c${i}) AND startsWith(c${i}, '['), arrayMap(e -> if(startsWith(e, '"'), JSONExtractString(e), e), JSONExtractArrayRaw(c${i})), [c${i}])`
      : `splitByString(${quote(by)}, c${i})`;
  return `SELECT * REPLACE (part_${i} AS c${i}) FROM (${from}) LEFT ARRAY JOIN ${parts} AS part_${i}`;
}

function observation(layers: Layers): Readonly<Record<ObservationColumn, string>> {
  const { resolved, final, types, whens } = layers;
  const { mapping } = resolved;
  const get = (field: string, otherwise: string) => final.get(field) ?? otherwise;
  const victim = final.get(resolved.victim);
  const ip = victim === undefined ? NO_IP : types.get(resolved.victim) === 'ip' ? victim : `toIPv6OrDefault(${victim})`;
  const type = get('classification.type', "''");
  const byType = `transform(${type}, ${list([...taxonomyOf.keys()])}, ${list([...taxonomyOf.values()])}, '')`;
  const stated = (pick: (when: When) => string | undefined, otherwise: string) =>
    choose(
      whens.flatMap(({ when, holds }) => {
        const word = pick(when);
        return word === undefined ? [] : [[holds, quote(word)] as const];
      }),
      otherwise,
    );
  const tlp = get('tlp', "''");
  const mark = `if(${tlp} = '', ${quote(mapping.handling)}, replaceOne(${tlp}, 'WHITE', 'CLEAR'))`;
  return {
    line: 'line',
    observed_at: get('time.source', NO_TIME),
    kind: stated((when) => when.kind, quote(resolved.kind ?? '')),
    taxonomy: final.get('classification.taxonomy') ?? byType,
    type,
    identifier: get('classification.identifier', "''"),
    severity: `transform(${get('severity', "''")}, ${list(severities)}, ${list(severities)}, ${stated((when) => when.severity, quote(resolved.severity ?? ''))})`,
    ip,
    port: get('source.port', 'toUInt16(0)'),
    transport: get('protocol.transport', "''"),
    application: get('protocol.application', "''"),
    domain: get('source.fqdn', "''"),
    url: get('source.url', "''"),
    asn: get('source.asn', 'toUInt32(0)'),
    country: get('source.geolocation.cc', "''"),
    malware: get('malware.name', "''"),
    account: get('source.account', "''"),
    handling: `concat('TLP:', ${final.has('tlp') ? atLeast(mark, mapping.handlingAtLeast) : quote(mapping.handling)})`,
    extra: extra(layers),
    error_column: 'error.1',
    error_reason: 'error.2',
    error_text: 'error.3',
    content: `if(error.2 = '', '', ${content(layers)})`,
  };
}

/** Every field without a column of its own, by name, and every column no rule names, as `extra.<name>`. */
function extra({ resolved, incoming, final, types, rest }: Layers): string {
  const { mapping, victim } = resolved;
  const own = new Set<string>(Object.keys(coreFields));
  if (victim === 'source.ip') own.add(victim);
  const fields = [...final]
    .filter(([field]) => !own.has(field))
    .map(([field, value]) => `${quote(field)}, ${valueTypes[types.get(field) ?? 'text'].show(value)}`);
  const kept = (at: string) =>
    mapping.restSkip.length > 0 ? `if(${at} IN ${quoteAll(mapping.restSkip)}, '', ${at})` : at;
  const columns = rest.plain.map(({ field, at }) => `${quote(field)}, ${kept(at)}`);
  const pairs = [...fields, ...columns];
  const maps: string[] = pairs.length === 0 ? [] : [`mapFilter((k, v) -> v != '', map(${pairs.join(', ')}))`];
  if (incoming.hasRest && mapping.rest === 'extra') {
    const unasked = `mapFilter((k, v) -> k NOT IN ${quoteAll([...rest.used, ...mapping.ignore])} AND v NOT IN ${quoteAll(['', ...mapping.restSkip])}, rest)`;
    maps.push(
      `mapFilter((k, v) -> k != '', mapApply((k, v) -> (${dynamicName(mapping, resolved.rename, 'k')}, v), ${unasked}))`,
    );
  }
  const whole = maps.length === 0 ? 'map()' : maps.reduce((a, b) => `mapConcat(${a}, ${b})`);
  return `CAST(${whole} AS Map(LowCardinality(String), String))`;
}

/** The row as a JSON object of its columns, for those rows only that are refused. */
function content({ incoming }: Layers): string {
  if (incoming.content !== undefined) return incoming.content;
  const cells = incoming.columns.map((name, i) => `${quote(name)}, c${i}`);
  const maps = cells.length > 0 ? [`mapFilter((k, v) -> v != '', map(${cells.join(', ')}))`] : [];
  if (incoming.hasRest) maps.push('rest');
  return maps.length === 0 ? "'{}'" : `toJSONString(${maps.reduce((a, b) => `mapConcat(${a}, ${b})`)})`;
}

/** SQL tuple (column, reason, text) of the first thing that is wrong with a row; three empty texts when nothing is. */
function error({ resolved, whens, faults, final, types }: Layers): string {
  const asset = /^(source|destination)\.(ip|fqdn|url|network|asn|account|reverse_dns)$|^malware\.hash\./;
  const wanted = resolved.need ?? [...final.keys()].filter((f) => asset.test(f)).concat(resolved.victim);
  const needed = [...new Set(wanted)].filter((field) => final.has(field));
  const nothing = needed.map((field) => `${final.get(field)} = ${valueTypes[types.get(field) ?? 'text'].empty}`);
  const refusals = whens.flatMap(({ when, holds }) =>
    when.refuse === undefined ? [] : [[holds, `('', ${quote(when.refuse)}, '')`] as const],
  );
  return choose(
    [
      ["problem != ''", "('', problem, '')"],
      ...refusals,
      ...faults,
      ...(nothing.length > 0 ? [[nothing.join(' AND '), "('', 'nothing-to-match', '')"] as const] : []),
    ],
    "('', '', '')",
  );
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quote).join(', ')}]`;
}
