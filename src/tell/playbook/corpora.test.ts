import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { choosePlaybook, loadPlaybooks, type Seen } from './index.ts';

// Every classification that occurs in other people's test cases has a playbook. The cases stay out of the repository.

const corpora = new URL('../../../../shared/corpora/', import.meta.url);
const playbooks = await loadPlaybooks();

/** Classifications that say too little for a playbook of their own: their class answers, and the editors see them. */
const knownFallbacks = new Set([
  'test', // a test event
  'other', // certificates seen in public logs, and whatever else a feed leaves open
  'unclassified', // reports without any classification
  'other/other', // darknet events whose tag is empty; the feed's mapping may name darknet-traffic itself
  'system-compromise', // a break-in of no stated sort: what the class says is what can be said
]);

describe('tell: every classification that occurs has a playbook', () => {
  const events = ['intelmq-shadowserver', 'intelmq-parsers'].map((name) => new URL(`${name}/events.jsonl`, corpora));
  const schema = new URL('shadowserver-schema/intelmq.json.gz', corpora);
  if (![...events, schema].some((file) => existsSync(file))) {
    it.skip('NOT CHECKED: ../shared/corpora is not there');
    return;
  }

  for (const file of events)
    it(`in the events of ${file.pathname.split('/').at(-2)}`, {
      skip: existsSync(file) ? false : 'NOT CHECKED: corpus missing',
    }, () => {
      const seen = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => seenOf((JSON.parse(line) as { event: Record<string, unknown> }).event));
      check(seen, file.pathname);
    });

  it('in the Shadowserver schema', { skip: existsSync(schema) ? false : 'NOT CHECKED: corpus missing' }, () => {
    const reports = JSON.parse(gunzipSync(readFileSync(schema)).toString('utf8')) as Record<
      string,
      { constant_fields?: Record<string, unknown> }
    >;
    const seen = Object.entries(reports)
      .filter(([name]) => name !== '_meta')
      // The type of these two depends on a column of the row (tag).
      .filter(([name]) => !/^scan6?_exchange$/.test(name))
      .map(([, report]) => seenOf(report.constant_fields ?? {}));
    check(seen, 'schema');
  });
});

function check(seen: readonly Seen[], what: string): void {
  assert.ok(seen.length > 0, 'looked at nothing');
  const choices = seen.map((one) => choosePlaybook(playbooks, one));
  const kinds = new Map<string, number>();
  for (const { kind } of choices) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const missing = new Set(choices.flatMap((choice) => (choice.fallback ? [choice.missing as string] : [])));
  console.log(`${what}: ${seen.length} events, ${kinds.size} kinds, fallbacks: ${[...missing].join(', ') || 'none'}`);
  for (const name of missing) assert.ok(knownFallbacks.has(name), `no playbook for ${name}`);
}

function seenOf(event: Record<string, unknown>): Seen {
  const text = (field: string) => (typeof event[field] === 'string' ? (event[field] as string) : undefined);
  return {
    identifier: text('classification.identifier'),
    type: text('classification.type'),
    taxonomy: text('classification.taxonomy'),
    application: text('protocol.application'),
    port: typeof event['source.port'] === 'number' ? event['source.port'] : undefined,
    malware: text('malware.name'),
  };
}
