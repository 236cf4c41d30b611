/** Corpus intelmq-shadowserver: report files of one family, and the events expected of each row. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInFeeds } from '../../observe/feed/catalogue.ts';
import { type Ask, readSample } from '../../observe/feed/sample.ts';
import type { CaseResult, Corpus } from './case.ts';
import { differences, type Event, toEvent } from './intelmq/event.ts';
import { readJsonl } from './lines.ts';

interface Run {
  readonly id: string;
  readonly csv: string;
  readonly input: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly events: number;
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

// Facts of the report, copied by every parser, and what the compared event does not have to know.
const skip = new Set(['__type', 'time.observation', 'feed.name', 'raw']);

/**
 * Differences we want, each with its reason. `field` and `differs` describe the difference, never a case.
 */
const deliberate: readonly { readonly differs: RegExp; readonly because: string }[] = [
  {
    differs: /^product\.vulnerabilities: .* ≠ nothing$/,
    because: 'CVE numbers in the tag are also given as product.vulnerabilities, as the current published mapping does',
  },
  {
    differs: /^classification\.type: "weak-crypto" ≠ "vulnerable-system"$/,
    because: 'weak TLS is RSIT weak-crypto, as in the current published mapping',
  },
  {
    differs: /^classification\.type: "vulnerable-system" ≠ "infected-system"$/,
    because:
      'taxonomy "vulnerable" has no type infected-system in RSIT; a vulnerable server is not told to be infected',
  },
];

async function run(folder: string, ask: Ask): Promise<CaseResult[]> {
  const mapping = builtInFeeds().get('shadowserver');
  if (!mapping) throw new Error('the feed shadowserver is missing');
  const expected = Map.groupBy(readJsonl<Expected>(folder, 'events.jsonl'), (e) => e.run);
  const results: CaseResult[] = [];
  for (const one of readJsonl<Run>(folder, 'runs.jsonl')) {
    const bytes = Buffer.from(readFileSync(join(folder, one.csv), 'utf8').replaceAll('\r\n', '\n'));
    const facts = { 'file.name': one.input['extra.file_name'] ?? '', 'feed.name': one.input['feed.name'] ?? '' };
    const cases = expected.get(one.id) ?? [];
    const byEngine = await readSample(ask, mapping, facts, bytes, 'engine');
    const byStream = await readSample(ask, mapping, facts, bytes, 'stream');
    if ('unreadable' in byEngine || 'unreadable' in byStream) {
      for (const c of cases) results.push({ id: c.id, outcome: 'failed', why: 'the report could not be read' });
      if (cases.length === 0)
        results.push({
          id: one.id,
          outcome: one.log_checks ? 'passed' : 'failed',
          why: 'the report could not be read',
        });
      continue;
    }
    const lines = bytes.toString('utf8').split('\n');
    for (const c of cases) {
      const row = byEngine.rows[c.index];
      if (!row) {
        const fault = byEngine.refused.find((r) => r.line === c.index + 2);
        results.push({
          id: c.id,
          outcome: 'failed',
          why: `no such row (${byEngine.rows.length} rows, refused: ${JSON.stringify(fault ?? byEngine.refused[0])})`,
        });
        continue;
      }
      const event = toEvent(row, byEngine.reading);
      const wrong = differences(event, c.event, skip);
      const same = byStream.rows[c.index];
      if (!same || JSON.stringify(same) !== JSON.stringify(row)) wrong.push('the two ways of reading differ');
      const raw = Buffer.from(`${byEngine.reading.head?.text}\n${lines[row.line - 1]}`).toString('base64');
      if (c.compare_raw && raw !== c.event.raw) wrong.push('raw: not the header and the row');
      results.push(judge(c.id, wrong));
    }
    if (one.queue_len !== undefined && byEngine.rows.length !== one.queue_len)
      results.push({
        id: one.id,
        outcome: 'failed',
        why: `${byEngine.rows.length} events instead of ${one.queue_len}`,
      });
  }
  return results;
}

function judge(id: string, wrong: readonly string[]): CaseResult {
  const reasons = wrong.map((difference) => deliberate.find((d) => d.differs.test(difference))?.because);
  if (wrong.length === 0) return { id, outcome: 'passed' };
  if (reasons.every((r) => r !== undefined)) return { id, outcome: 'deviates', why: [...new Set(reasons)].join('; ') };
  return { id, outcome: 'failed', why: wrong.join('; ') };
}

export const shadowserver: Corpus = { name: 'intelmq-shadowserver', run };
