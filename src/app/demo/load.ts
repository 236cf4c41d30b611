import { Readable } from 'node:stream';
import type { House } from '#platform/house';
import { statement } from '#platform/postgres';
import { checkRow, loadRoutingTable, takeOrganisations } from '#know';
import { loadRoutes, receiveReport } from '#observe';
import { demoOrganisations, demoReports } from './sample.ts';

const worker = { kind: 'worker' } as const;

/**
 * Fills an empty hub with a sample: the real routing table as providers, a register of invented members on documentation
 * ranges, and some days of invented observations that go through the loop. Does nothing when it has been done.
 */
export async function loadDemo(house: House, say: (line: string) => void): Promise<void> {
  const done = await house.db.as(worker, (q) => q.one(statement('demo_done', "SELECT 1 AS there FROM platform.fact WHERE kind = 'demo.loaded' LIMIT 1")));
  if (done) return;
  say('demo: loading the real routing table (515,000 ranges)…');
  const networks = await loadRoutingTable(house, 'job:demo');
  const routes = await loadRoutes(house);
  say(`demo: ${networks.toLocaleString('en')} networks, ${routes.toLocaleString('en')} prefixes`);
  const rows = demoOrganisations().map((cells, index) => checkRow(index + 2, cells, () => true).organisation);
  await house.db.as(worker, async (q) => {
    await takeOrganisations(house, q, rows, 'job:demo');
    await q.run(statement('demo_feed', "INSERT INTO observe.feed (id, name, expected_hours) VALUES ('shadowserver', 'Shadowserver', 26) ON CONFLICT DO NOTHING"));
  });
  say(`demo: ${rows.length} sample organisations`);
  for (const report of demoReports(house.clock())) await receiveReport(house, { feed: 'shadowserver', name: report.name, origin: 'file', body: Readable.from([Buffer.from(report.text)]) });
  await house.db.as(worker, (q) => q.run(statement('demo_mark', "INSERT INTO platform.fact (kind, subject, actor) VALUES ('demo.loaded', 'demo:1', 'job:demo')")));
  say('demo: sample reports are on their way through the loop');
}
