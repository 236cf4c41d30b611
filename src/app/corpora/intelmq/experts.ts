/** The event rules of corpus intelmq-rules: what a mapping can say is said in a mapping and compared; for the rest, why it is not ours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mapping, type MappingInput } from '../../../observe/feed/mapping.ts';
import { type Ask, readSample } from '../../../observe/feed/sample.ts';
import type { CaseResult } from '../case.ts';
import { readJsonl } from '../lines.ts';
import { differences, type Event, toEvent } from './event.ts';

interface ExpertCase {
  readonly id: string;
  readonly expert: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly input: readonly (Event | null)[];
  readonly seen_before?: readonly Event[];
  readonly expect: readonly { readonly path: string; readonly event: Event }[];
}
type Overlay = Pick<MappingInput, 'fields' | 'when'>;
/** The expert's settings as rules of a mapping; a text says why they cannot be. */
type Expressed = (of: (name: string, otherwise: string) => string, one: ExpertCase, folder: string) => Overlay | string;

/** Holds the end of a name while a condition looks at it. */
const END = 'extra.end_of_name';
const notCompared = new Set(['__type', 'raw', END]);

const experts: Readonly<Record<string, Expressed>> = {
  rfc1918(of) {
    const names = of('fields', 'destination.ip,source.ip,source.url').split(',');
    const policies = of('policy', 'del,drop,drop').split(',');
    const of2 = names.map((name, i) => [name.trim(), policies[i]?.trim()] as const);
    return {
      when: of2
        .filter(([, policy]) => policy === 'drop')
        .map(([field]) => ({ if: [{ field, valid: 'reserved' as const }], drop: true })),
      fields: Object.fromEntries(
        of2
          .filter(([, policy]) => policy === 'del')
          .map(([field]) => [field, [{ from: field, as: [{ unless: 'reserved' as const }], lenient: true }]]),
      ),
    };
  },
  filter(of, { parameters }) {
    if ('not_before' in parameters || 'not_after' in parameters)
      return 'rows are kept whatever their age: whether an old one still counts is decided where findings are made';
    const field = of('filter_key', '');
    const value = of('filter_value', '');
    const matches = of('filter_regex', '') === '' ? { is: [value] } : { matches: value };
    return { when: [{ if: [{ field, ...matches, not: of('filter_action', '') === 'keep' }], drop: true }] };
  },
  domain_valid(of, _, folder) {
    const field = of('domain_field', 'source.fqdn');
    const endings = readFileSync(join(folder, of('tlds_domains_list', '')), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.trim().toLowerCase());
    const isThere = { field, empty: false };
    return {
      fields: { [END]: [{ from: field, as: ['lower', { regex: '([^.]+)$' }] }] },
      when: [
        { if: [isThere, { field, valid: 'fqdn', not: true }], drop: true },
        // Names with an underscore exist in the DNS, but no host is called so.
        { if: [isThere, { field, contains: '_' }], drop: true },
        { if: [isThere, { field: END, is: endings, not: true }], drop: true },
      ],
    };
  },
  format_field(of) {
    if (of('split_column', '') !== '')
      return 'a field holds one text; a list becomes rows of their own (`explode`) or stays as it came';
    const fields: NonNullable<Overlay['fields']> = {};
    for (const field of of('strip_columns', '')
      .split(',')
      .filter((name) => name !== ''))
      fields[field.trim()] = [{ from: field.trim(), as: ['trim'], lenient: true }];
    const replaced = of('replace_column', '');
    if (replaced !== '')
      fields[replaced] = [{ from: replaced, as: [{ replace: [of('old_value', ''), of('new_value', '')] }] }];
    return { fields };
  },
  remove_affix(of) {
    const field = of('field', 'source.fqdn');
    const affix = literal(of('affix', 'www.'));
    const pattern = of('remove_prefix', 'true') === 'true' ? `^${affix}` : `${affix}$`;
    return { fields: { [field]: [{ from: field, as: [{ replaceRegex: [pattern, ''] }], lenient: true }] } };
  },
  truncate_by_delimiter(of) {
    const field = of('field', 'source.fqdn');
    const regex = `(?:^|${literal(of('delimiter', '.'))})(.{1,${of('max_length', '200')}})$`;
    return { fields: { [field]: [{ from: field, as: [{ regex }], lenient: true }] } };
  },
  url(of, { parameters }) {
    const skipped = new Set((parameters.skip_fields as readonly string[] | undefined) ?? []);
    const fields: NonNullable<Overlay['fields']> = {};
    for (const side of ['source', 'destination'])
      for (const [name, as] of [
        ['fqdn', 'hostName'],
        ['ip', 'hostIp'],
        ['port', 'urlPort'],
        ['urlpath', 'path'],
      ] as const) {
        const [field, url] = [`${side}.${name}`, { from: `${side}.url`, as: [as], lenient: true }];
        const own = { from: field, lenient: true };
        if (!skipped.has(field)) fields[field] = of('overwrite', 'false') === 'true' ? [url, own] : [own, url];
      }
    if (!skipped.has('protocol.application'))
      fields['protocol.application'] = [
        { from: 'protocol.application' },
        { from: ['source.url', 'destination.url'], as: ['scheme'] },
      ];
    return { fields };
  },
};

const outside: Readonly<Record<string, string>> = {
  sieve: 'rules for routing events belong to the relay of communities (share); feeds have conditions of their own',
  tuency: 'a foreign contact data base',
  deduplicator:
    'deduplicator: every row is kept; the same thing seen again counts one finding on (organisation × asset × kind × key) and tells nobody twice',
  threshold: 'threshold: every row is kept and counted; nothing is let through only after so many',
  domain_suffix: 'domain_suffix: the owner is found by the longest registered name, not by a list of public suffixes',
  csv_converter: 'csv_converter: writes an event as a line of CSV; lists leave as CSV from findings, not from rows',
  jinja: 'jinja: writes a text by a template; texts for people are playbooks here',
};

/** Runs every case of `experts.jsonl` in `folder`. */
export async function runExperts(folder: string, ask: Ask): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of readJsonl<ExpertCase>(folder, 'experts.jsonl')) results.push(await decide(one, folder, ask));
  return results;
}

async function decide(one: ExpertCase, folder: string, ask: Ask): Promise<CaseResult> {
  const out = (why: string): CaseResult => ({ id: one.id, outcome: 'out-of-scope', why });
  const express = experts[one.expert];
  if (!express) return out(outside[one.expert] ?? `${one.expert}: a step over single events that Kyojo does not have`);
  if (one.input.includes(null)) return out(`${one.expert}: the case does not say which event goes in`);
  if (one.seen_before) return out(`${one.expert}: rests on events of an earlier run; a mapping sees one report`);
  if (one.expect.some(({ path }) => path !== '_default'))
    return out(`${one.expert}: several ways out for one event are routing (share)`);
  const text = (name: string, otherwise: string) => String(one.parameters[name] ?? otherwise);
  const overlay = express(text, one, folder);
  if (typeof overlay === 'string') return out(`${one.expert}: ${overlay}`);
  const mapping = Mapping.parse({
    id: 'event',
    title: { ja: '出来事', en: 'Event' },
    reader: { kind: 'json', lines: true },
    harmonised: true,
    need: [],
    skip: [],
    ignore: ['raw', '__type'],
    ...overlay,
  });
  const lines = one.input.map((event) => `${JSON.stringify(event)}\n`).join('');
  const sample = await readSample(ask, mapping, {}, Buffer.from(lines));
  if ('unreadable' in sample) return { id: one.id, outcome: 'failed', why: `unreadable: ${sample.unreadable}` };
  const wrong = sample.refused.map((row) => `refused: ${row.column} ${row.reason}`);
  const { rows } = sample;
  if (rows.length !== one.expect.length) wrong.push(`${rows.length} events, expected ${one.expect.length}`);
  for (const [i, { event }] of one.expect.entries()) {
    const row = rows[i];
    if (!row) continue;
    const ours = toEvent(row, sample.reading, sample.found);
    // The taxonomy follows from the type here; the source adds it in another step.
    if (event['classification.taxonomy'] === undefined) delete ours['classification.taxonomy'];
    wrong.push(...differences(ours, event, notCompared));
  }
  return wrong.length === 0
    ? { id: one.id, outcome: 'passed' }
    : { id: one.id, outcome: 'failed', why: wrong.join('; ') };
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
