/**
 * How long an urgent mail takes: `./kyojo bench loop/urgent [reports] [organisations] [flood rows/s]`. From the last byte of a 1,000-row report
 * (HTTP) until a mail server has accepted the urgent mails about it, while another feed delivers 5,000 observations a second.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { SMTPServer } from 'smtp-server';
import { freshRegistry } from '#observe';
import { statement } from '#platform/postgres';
import { openWeb } from '#platform/web';
import { refusals } from '../../src/app/words.ts';
import { newFeedToken } from '../../src/observe/intake/http.ts';
import { catalogue } from '../../src/observe/intake/store.ts';
import { benchHub, fillRegister, machine, memoryOf, quantile } from './hub.ts';

const reports = Number(process.argv[2] ?? 30);
const organisations = Number(process.argv[3] ?? 112_379);
const flood = Number(process.argv[4] ?? 5000);
/** Members that each report concerns urgently; its other rows concern nobody here. */
const URGENT = 20;

const accepted = new Map<string, number>();
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData(stream, session, done) {
    stream.resume();
    stream.on('end', () => {
      for (const { address } of session.envelope.rcptTo)
        if (!accepted.has(address)) accepted.set(address, performance.now());
      done(null, 'taken');
    });
  },
});
server.listen(0, '127.0.0.1');
await once(server.server, 'listening');
const open = await benchHub({ KYOJO_SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` });
const { house } = open;
console.log(machine());
await fillRegister(open, organisations);
await freshRegistry(house);
const tokens = { hub: newFeedToken(), flood: newFeedToken() };
const mapping = JSON.stringify(catalogue().get('shadowserver'));
await house.db.as({ kind: 'worker' }, async (q) => {
  await q.run(statement('hub', "UPDATE observe.feed SET token_hash = $hash WHERE id = 'shadowserver'"), {
    hash: tokens.hub.hash,
  });
  await q.run(
    statement(
      'flood',
      "INSERT INTO observe.feed (id, name, mapping, token_hash) VALUES ('flood', 'Flood', $mapping::jsonb, $hash)",
    ),
    { mapping, hash: tokens.flood.hash },
  );
});
const http = createAdaptorServer({
  fetch: openWeb(house, { signedIn: async () => undefined, mounts: [], refusals }).fetch,
});
http.listen(0, '127.0.0.1');
await once(http, 'listening');
const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/v1/reports`;
await house.jobs.work(house);

const owned = await house.db.as({ kind: 'worker' }, (q) =>
  q.rows<{ address: string; mail: string }>(
    statement(
      'owned',
      "SELECT split_part(r.value, '/', 1) AS address, k.email AS mail FROM know.registration r JOIN know.contact k USING (organisation_id) WHERE r.kind = 'prefix' AND k.email LIKE '%@member%' ORDER BY md5(r.value) LIMIT $count",
    ),
    { count: reports * URGENT + 2000 },
  ),
);
const head = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,sector\n';
const row = (severity: string, ip: string, port: number) =>
  `${new Date().toISOString().slice(0, 19).replace('T', ' ')},${severity},${ip},tcp,${port},host.example,telnet,64496,JP,TOKYO,TOKYO,517311,Communications\n`;
const post = async (token: string, name: string, body: string) => {
  const answer = await fetch(`${url}?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  if (answer.status !== 202) throw new Error(`not taken: ${answer.status} ${await answer.text()}`);
};

const day = new Date().toISOString().slice(0, 10);
let floods = 0;
let stopped = false;
const flooding = (async () => {
  for (let next = performance.now(); !stopped && flood > 0; next += 1000) {
    await wait(Math.max(0, next - performance.now()));
    const rows = Array.from({ length: flood }, (_, i) =>
      i % 2 === 0
        ? row('medium', owned[reports * URGENT + ((i / 2 + floods * 17) % 2000)]?.address ?? '', 23)
        : row('low', `203.0.113.${(i + floods) % 250}`, 1 + ((i * 7 + floods) % 60_000)),
    );
    await post(tokens.flood.token, `${day}-scan_telnet-flood.csv`, head + rows.join(''));
    floods++;
  }
})();

await wait(3000);
const times: number[] = [];
const slowest: number[] = [];
const lost: string[] = [];
const began = performance.now();
for (let r = 0; r < reports; r++) {
  const mine = owned.slice(r * URGENT, (r + 1) * URGENT);
  const rows = Array.from({ length: 1000 }, (_, i) =>
    i < URGENT
      ? row('critical', mine[i]?.address ?? '', 23)
      : row('low', `198.51.100.${i % 250}`, 1 + ((i + r * 1000) % 60_000)),
  );
  const body = head + rows.join('');
  const from = performance.now();
  await post(tokens.hub.token, `${day}-scan_telnet-${r}.csv`, body);
  const received = performance.now() - from;
  for (
    const until = performance.now() + 20_000;
    mine.some(({ mail }) => !accepted.has(mail)) && performance.now() < until;
  )
    await wait(5);
  const mine_ = mine.map(({ mail }) => (accepted.get(mail) ?? Number.NaN) - from);
  lost.push(...mine.filter(({ mail }) => !accepted.has(mail)).map(({ mail }) => mail));
  times.push(...mine_.filter((time) => !Number.isNaN(time)));
  slowest.push(Math.max(...mine_));
  if (process.env.VERBOSE)
    console.log(
      `${r}: received ${received.toFixed(0)}, first ${Math.min(...mine_).toFixed(0)}, last ${Math.max(...mine_).toFixed(0)} ms`,
    );
  await wait(200 + ((r * 137) % 700)); // not in step with the other feed
}
const seconds = (performance.now() - began) / 1000;
stopped = true;
await flooding;
const kept = await house.db.as({ kind: 'worker' }, (q) =>
  q.one<{ count: number; waiting: number }>(
    statement(
      'kept',
      "SELECT coalesce(sum(rows_read), 0) AS count, count(*) FILTER (WHERE state <> 'applied') AS waiting FROM observe.batch WHERE feed_id = 'flood'",
    ),
  ),
);
const show = (values: readonly number[]) =>
  `p50 ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms, max ${Math.max(...values).toFixed(0)} ms`;
console.log(
  `input: ${reports} reports of 1,000 rows in ${seconds.toFixed(0)} s, ${URGENT} members urgently concerned by each, ${organisations.toLocaleString('en')} organisations; meanwhile ${floods} reports with ${(floods * flood).toLocaleString('en')} rows of another feed, ${Number(kept?.count ?? 0).toLocaleString('en')} stored, ${kept?.waiting} reports not applied yet`,
);
console.log(
  `each urgent mail (${times.length}): ${show(times)} (goal p99 ≤ 2000 ms)${lost.length > 0 ? `; NOT SENT within 20 s: ${lost.length}` : ''}`,
);
console.log(`last urgent mail of a report (${slowest.length}): ${show(slowest)}`);
const stages = await house.db.as({ kind: 'worker' }, (q) =>
  q.one<Record<string, number>>(
    statement(
      'stages',
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM b.stored_at - b.received_at) * 1000) AS "storedAfter", percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM b.applied_at - b.stored_at) * 1000) AS "appliedAfter",
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM n.created_at - b.applied_at) * 1000) AS "noticeAfter", percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM n.sent_at - n.created_at) * 1000) AS "sentAfter"
       FROM observe.batch b JOIN platform.fact x ON x.kind = 'finding.opened' AND x.data ->> 'batch' = b.id::text JOIN tell.notice_finding nf ON 'finding:' || nf.finding_id = x.subject JOIN tell.notice n ON n.id = nf.notice_id
       WHERE b.feed_id = 'shadowserver' AND n.urgent`,
    ),
  ),
);
console.log(
  `of it, p50: ${Object.entries(stages ?? {})
    .map(([stage, milliseconds]) => `${stage} ${Math.round(milliseconds)} ms`)
    .join(', ')} (each as of the beginning of its transaction)`,
);
console.log(`memory of all processes: ${memoryOf(open.folder)} MiB`);
http.close();
if ('closeAllConnections' in http) http.closeAllConnections();
await open.end();
await new Promise<void>((resolve) => server.close(() => resolve()));
