/** Corpus intelmq-parsers: raw reports of many feeds and the events expected of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInFeeds } from '../../../observe/feed/catalogue.ts';
import { Mapping } from '../../../observe/feed/mapping.ts';
import { fromIntelmq, type IntelmqParser } from '../../../observe/feed/published/intelmq.ts';
import { splitRecord } from '../../../observe/feed/read/csv.ts';
import { type Ask, type ReadRow, readSample, type Sample } from '../../../observe/feed/sample.ts';
import type { CaseResult, Corpus } from '../case.ts';
import { readJsonl } from '../lines.ts';
import { differences, type Event, toEvent } from './event.ts';

interface Run {
  readonly id: string;
  readonly feed: string;
  readonly bot: string;
  readonly inputs: readonly { readonly raw: string; readonly report: Readonly<Record<string, unknown>> }[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly queue_len?: number;
  readonly log_checks?: readonly unknown[];
}
interface Expected {
  readonly id: string;
  readonly run: string;
  readonly index: number;
  readonly event: Event;
  readonly compare_raw: boolean;
}

/** IntelMQ's generic parsers: their parameters become a mapping. */
const generic: Readonly<Record<string, IntelmqParser>> = {
  GenericCsvParserBot: 'csv',
  HTMLTableParserBot: 'html',
  KeyValueParserBot: 'keyvalue',
};

/** IntelMQ's name of a parser → our feed. */
const feeds: Readonly<Record<string, string>> = {
  AnubisNetworksParserBot: 'anubisnetworks',
  BambenekParserBot: 'bambenek',
  BlockListDEParserBot: 'blocklist-de',
  BluelivCrimeserverParserBot: 'blueliv-crimeserver',
  BruteForceBlockerParserBot: 'bruteforceblocker',
  CZNICHaasParserBot: 'cznic-haas',
  CZNICProkiParserBot: 'cznic-proki',
  CertStreamParserBot: 'calidog-certstream',
  CleanMXParserBot: 'cleanmx',
  CymruFullBogonsParserBot: 'cymru-full-bogons',
  DataplaneParserBot: 'dataplane',
  DshieldASNParserBot: 'dshield',
  DshieldBlockParserBot: 'dshield',
  DshieldDomainParserBot: 'dshield',
  DynParserBot: 'dyn-ponmocup',
  ESETParserBot: 'eset-eti',
  JSONParserBot: 'intelmq-json',
  MalwareurlParserBot: 'malwareurl',
  N6StompParserBot: 'n6',
  OpenPhishParserBot: 'openphish',
  OpenPhishCommercialParserBot: 'openphish-commercial',
  PhishTankParserBot: 'phishtank',
  SpamhausCERTParserBot: 'spamhaus-cert',
  SpamhausDropParserBot: 'spamhaus-drop',
  VXVaultParserBot: 'vxvault',
};

/** Why a parser is not among them. */
const outside: Readonly<Record<string, string>> = {
  AlienVaultOTXParserBot:
    'indicator collections (file hashes, mail addresses, CVEs) belong to the exchange of indicators, not to reports about addresses',
  MISPParserBot: 'MISP events come with the exchange of indicators (share)',
  ShodanParserBot: 'results of a search engine over devices, not reports about them: another capability',
  TwitterParserBot: 'free text of a discontinued service',
};

const skip = new Set([
  '__type',
  'time.observation',
  'raw',
  'feed.name',
  'feed.url',
  'feed.accuracy',
  'feed.code',
  'feed.provider',
  'feed.documentation',
]);

async function run(folder: string, ask: Ask): Promise<CaseResult[]> {
  const builtIn = builtInFeeds();
  const expected = Map.groupBy(readJsonl<Expected>(folder, 'events.jsonl'), (e) => e.run);
  const results: CaseResult[] = [];
  for (const one of readJsonl<Run>(folder, 'runs.jsonl')) {
    const cases = expected.get(one.id) ?? [];
    const parser = generic[one.bot];
    const mapping = parser
      ? Mapping.parse(fromIntelmq(parser, one.parameters, { id: 'generic', title: { ja: '汎用', en: 'Generic' } }))
      : builtIn.get(feeds[one.bot] ?? '');
    if (!mapping) {
      const why =
        outside[one.bot] ?? `the feed of ${one.bot} is not among those that come with Kyojo; an operator can map it`;
      for (const c of cases) results.push({ id: c.id, outcome: 'out-of-scope', why });
      continue;
    }
    const samples: (readonly [ReadRow, Sample])[] = [];
    let unreadable = '';
    let refused = 0;
    for (const input of one.inputs) {
      const facts = Object.fromEntries(
        Object.entries(input.report).map(([k, v]) => [k === 'extra.file_name' ? 'file.name' : k, String(v)]),
      );
      const sample = await readSample(ask, mapping, facts, readFileSync(join(folder, input.raw)));
      if ('unreadable' in sample) unreadable = sample.unreadable;
      else {
        refused += sample.refused.length;
        samples.push(...sample.rows.map((row) => [row, sample] as const));
        if (sample.rows.length === 0 && sample.refused[0]) unreadable = JSON.stringify(sample.refused[0]).slice(0, 300);
      }
    }
    for (const c of cases) {
      const found = samples[c.index];
      if (!found) {
        results.push({
          id: c.id,
          outcome: 'failed',
          why: `no such event (${samples.length}, refused ${refused}) ${unreadable}`,
        });
        continue;
      }
      const [row, sample] = found;
      results.push(judge(c, one, mapping, toEvent(row, sample.reading, sample.found), rawOf(mapping, sample, row)));
    }
    if (one.queue_len !== undefined && samples.length !== one.queue_len)
      results.push({ id: one.id, outcome: 'failed', why: `${samples.length} events instead of ${one.queue_len}` });
    if (one.log_checks && refused === 0)
      results.push({ id: one.id, outcome: 'failed', why: 'the bad line was not reported' });
  }
  return results;
}

/** The row as it came, for formats that have one: a line, or a JSON document. Tables and documents around many rows have none. */
function rawOf(mapping: Mapping, sample: Sample, row: ReadRow): string | null {
  const kind = mapping.reader.kind;
  if (kind === 'html' || kind === 'xml' || kind === 'matches') return null;
  return sample.texts.get(row.line) ?? null;
}

function judge(c: Expected, run: Run, mapping: Mapping, ours: Event, raw: string | null): CaseResult {
  // Some cases state the fields of the row only and not what the parser adds to each: then nothing else can be compared.
  const partial = c.event.__type === 'Report';
  // The taxonomy follows from the type; IntelMQ adds it in a later step.
  if (c.event['classification.taxonomy'] === undefined) delete ours['classification.taxonomy'];
  const stated = partial ? Object.fromEntries(Object.entries(ours).filter(([field]) => field in c.event)) : ours;
  const wrong = differences(stated, c.event, skip);
  if (
    c.compare_raw &&
    raw !== null &&
    typeof c.event.raw === 'string' &&
    !sameRaw(mapping, raw, Buffer.from(c.event.raw, 'base64').toString())
  )
    wrong.push('raw differs');
  if (wrong.length === 0) return { id: c.id, outcome: 'passed' };
  const reasons = wrong.map(
    (d) =>
      deliberate.find(({ differs, option }) => differs.test(d) && (option === undefined || option in run.parameters))
        ?.because,
  );
  if (reasons.every((r) => r !== undefined))
    return { id: c.id, outcome: 'deviates', why: [...new Set(reasons)].join('; ') };
  return { id: c.id, outcome: 'failed', why: wrong.join('; ') };
}

/** Differences we want, each with its reason. */
const deliberate: readonly { readonly differs: RegExp; readonly option?: string; readonly because: string }[] = [
  {
    differs: /^event_description\.(?:text|url): nothing ≠ /,
    because: "sentences that describe the event are the playbook's, in three languages, and not part of an observation",
  },
  {
    differs: /^classification\.identifier: "[^"]+" ≠ nothing$/,
    option: 'use_malware_familiy_as_classification_identifier',
    because: "the bot's variant is always the identifier; IntelMQ has an option against it",
  },
];

/** Is the expected raw text enough to read the same row again? CSV comes re-written with commas there, JSON inside a list. */
function sameRaw(mapping: Mapping, ours: string, expected: string): boolean {
  const { reader } = mapping;
  if (reader.kind === 'csv') {
    const last = expected.replaceAll('\r\n', '\n').trimEnd().split('\n').at(-1) ?? '';
    const cells = splitRecord(ours, reader.delimiter, reader.quote);
    return [splitRecord(last, ',', true), splitRecord(last, reader.delimiter, reader.quote)].some(
      (c) => JSON.stringify(c) === JSON.stringify(cells),
    );
  }
  if (reader.kind !== 'json') return expected.trim() === ours.trim();
  const theirs: unknown = JSON.parse(expected);
  return (
    JSON.stringify(Array.isArray(theirs) && theirs.length === 1 ? theirs[0] : theirs) ===
    JSON.stringify(JSON.parse(ours))
  );
}

export const parsers: Corpus = { name: 'intelmq-parsers', run };
