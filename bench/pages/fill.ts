import pg from 'pg';
import type { OpenHouse } from '../../src/app/house.ts';

/** How much is put in. */
export interface Size {
  readonly organisations: number;
  readonly findings: number;
  readonly facts: number;
}

/** Holders of networks among the organisations: they get what nobody registered, 40 % of all findings. */
export const PROVIDERS = 2000;

/** The id of the `index`th organisation: both stores can make it. */
export const organisationId = (index: number): string =>
  `00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;

const hash = (what: string, seed: number, below: string | number) =>
  `((hashint8extended((${what})::bigint, ${seed}) & 2147483647) % ${below})`;
const uuid = (mark: string, what: string) => `('${mark}-0000-7000-8000-' || lpad(to_hex(${what}), 12, '0'))::uuid`;
const organisation = uuid('00000000', 'o');

/**
 * Fills a hub with invented organisations, findings, notices and facts, as the database's owner: uneven as real ones are (a few
 * providers hold most, some members have thousands of findings, most a handful), over ninety days up to `until`.
 */
export async function fill(
  open: OpenHouse,
  size: Size,
  kinds: readonly string[],
  until: Date,
  say: (line: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: open.ownerUrl });
  await client.connect();
  const run = async (what: string, text: string, values: unknown[] = []) => {
    const began = performance.now();
    await client.query(text, values);
    say(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  };
  const at = until.toISOString();
  try {
    await client.query("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off");
    await run(
      'organisations',
      `
      INSERT INTO know.organisation (id, kind, state, name, name_kana, name_en, prefecture, sector, external_id, postal_code, postal_address, created_at)
      SELECT ${organisation}, CASE WHEN o < ${PROVIDERS} THEN 'provider' WHEN o < ${PROVIDERS} + 50 THEN 'partner' ELSE 'member' END, 'active',
        (ARRAY['株式会社', '有限会社', '医療法人', '学校法人', '合同会社', ''])[1 + ${hash('o', 1, 6)}] || (ARRAY['みほん', '例示', '架空', '青葉台', '中央', '第一', '北浜', '白山', '緑ヶ丘', '朝日野'])[1 + ${hash('o', 2, 10)}]
          || (ARRAY['製作所', '商店', '病院', '運輸', '水産', '印刷', '電子', '食品', '市役所', '大学'])[1 + ${hash('o', 3, 10)}] || o,
        'ミホン' || o, 'Sample organisation ' || o, '東京都', '', 'bench-' || o, '1000001', '東京都千代田区例示町' || o, $1::timestamptz - interval '1 year'
      FROM generate_series(0, ${size.organisations} - 1) AS o`,
      [at],
    );
    await run(
      'contacts and registrations',
      `
      WITH o AS (SELECT o FROM generate_series(0, ${size.organisations} - 1) AS o), c AS (
        INSERT INTO know.contact (organisation_id, rank, email, confirmed_at) SELECT ${organisation}, 1, 'security@member' || o || '.example', CASE WHEN o % 2 = 0 THEN now() END FROM o)
      INSERT INTO know.registration (organisation_id, kind, value, state, proven_by, proven_at)
      SELECT ${organisation}, k.kind, CASE k.kind WHEN 'domain' THEN 'member' || o || '.example' ELSE '10.' || (o / 4096) || '.' || (o / 16 % 256) || '.' || (o % 16 * 16) || '/28' END, 'proven', 'import', now()
      FROM o, unnest(ARRAY['domain', 'prefix']) AS k (kind)`,
    );
    const dropped = await client.query<{ name: string; definition: string }>(
      "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid IN ('platform.fact'::regclass, 'tell.finding'::regclass) AND NOT indisprimary",
    );
    for (const { name } of dropped.rows) await client.query(`DROP INDEX ${name}`);
    await run(
      'findings',
      `
      INSERT INTO tell.finding (id, organisation_id, asset, kind, key, via, severity, state, feed_id, as_number, country, first_seen_at, last_seen_at, seen_count, sample, opened_at, told_at, claimed_at, fixed_at, closed_at, answered_at, step, next_step_at, help_asked_at)
      SELECT ${uuid('00000001', 'n')}, ${organisation}, host(inet '11.0.0.0' + n), kind, '23/tcp', CASE WHEN is_provider THEN 'provider' ELSE 'owner' END, severity, state, 'shadowserver', 64496 + ${hash('n', 9, 3000)}, 'JP',
        seen - age, seen, 1 + ${hash('n', 5, 90)}, '{"port": 23, "identifier": "open-telnet", "transport": "tcp"}', seen - age,
        CASE WHEN state <> 'open' THEN seen - age + interval '1 hour' END, CASE WHEN state = 'claimed-fixed' THEN seen END, CASE WHEN state = 'verified-fixed' THEN seen + interval '1 day' END,
        CASE WHEN state IN ('verified-fixed', 'false-positive', 'accepted-risk', 'expired') THEN seen + interval '1 day' END, CASE WHEN state IN ('acknowledged', 'claimed-fixed') THEN seen END,
        CASE WHEN state = 'open' THEN 0 ELSE 1 END, CASE WHEN state IN ('open', 'notified', 'reopened') AND severity > 1 THEN seen + interval '200 days' END, CASE WHEN ${hash('n', 11, 5000)} = 0 THEN seen END
      FROM (
        SELECT n, n % 10 < 4 AS is_provider,
          CASE WHEN n % 10 < 4 THEN floor(${PROVIDERS} * power(${hash('n', 6, 1_000_000)} / 1e6, 4))::int ELSE ${PROVIDERS} + 50 + floor((${size.organisations} - ${PROVIDERS} - 50) * power(${hash('n', 6, 1_000_000)} / 1e6, 3))::int END AS o,
          ($2::text[])[1 + floor(${kinds.length} * power(${hash('n', 7, 1_000_000)} / 1e6, 2))::int] AS kind,
          (ARRAY[1, 2, 2, 3, 3, 3, 3, 4, 4, 5])[1 + ${hash('n', 8, 10)}] AS severity,
          (ARRAY['open', 'notified', 'notified', 'notified', 'acknowledged', 'claimed-fixed', 'verified-fixed', 'verified-fixed', 'verified-fixed', 'verified-fixed', 'verified-fixed', 'verified-fixed', 'verified-fixed', 'reopened', 'false-positive', 'accepted-risk', 'expired'])[1 + ${hash('n', 4, 17)}] AS state,
          $1::timestamptz - make_interval(days => ${hash('n', 12, 90)}::int, secs => ${hash('n', 13, 86_400)}::int) AS seen, make_interval(days => ${hash('n', 14, 60)}::int) AS age
        FROM generate_series(0, ${size.findings} - 1) AS n
      ) made`,
      [at, kinds],
    );
    // Each third finding that was told had a mail of its own, the others share one with up to nine more of the organisation.
    await run(
      'notices',
      `
      WITH numbered AS (
        SELECT id, organisation_id, kind, severity, via, told_at, (dense_rank() OVER (ORDER BY organisation_id, bundle))::bigint AS notice
        FROM (SELECT f.*, CASE WHEN get_byte(uuid_send(id), 15) % 3 = 0 THEN 1000000 + row_number() OVER w ELSE row_number() OVER w / 10 END AS bundle FROM tell.finding f WHERE told_at IS NOT NULL WINDOW w AS (PARTITION BY organisation_id ORDER BY told_at)) b
      ), made AS (
        INSERT INTO tell.notice (id, organisation_id, channel, manner, kind, severity, state, send_to, code, urgent, finding_count, created_at, sent_at, opened_at)
        SELECT ${uuid('00000002', 'notice')}, organisation_id, CASE WHEN max(via) = 'provider' THEN 'provider-list' WHEN notice % 50 = 0 THEN 'letter' ELSE 'mail' END, CASE WHEN count(*) = 1 THEN 'now' ELSE 'digest' END,
          CASE WHEN count(*) = 1 THEN max(kind) ELSE '' END, max(severity), 'sent', 'security@example', 'B' || notice, max(severity) >= 4, count(*), max(told_at), max(told_at), CASE WHEN notice % 3 = 0 THEN max(told_at) + interval '2 hours' END
        FROM numbered GROUP BY notice, organisation_id)
      INSERT INTO tell.notice_finding (notice_id, finding_id, organisation_id) SELECT ${uuid('00000002', 'notice')}, id, organisation_id FROM numbered`,
    );
    await client.query(
      "UPDATE tell.notice SET state = 'waiting', sent_at = NULL WHERE id IN (SELECT id FROM tell.notice WHERE channel = 'letter' LIMIT 60)",
    );
    // Three of ten facts are about notices, seven about findings.
    await run(
      'facts',
      `
      INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
      SELECT $1::timestamptz - make_interval(secs => (${size.facts} - n) * 7776000.0 / ${size.facts}), kind, subject, organisation_id, 'job:bench', '{"kind": "open-telnet", "from": "open"}' FROM (
        SELECT n, (ARRAY['finding.opened', 'finding.seen', 'finding.acknowledged', 'finding.handed-on', 'finding.claimed-fixed', 'finding.verified-fixed', 'finding.reopened'])[1 + ${hash('n', 21, 7)}] AS kind,
          'finding:' || f.id AS subject, f.organisation_id
        FROM generate_series(1, ${Math.round(size.facts * 0.7)}) AS n JOIN tell.finding f ON f.id = ${uuid('00000001', `n % ${size.findings}`)}
        UNION ALL
        SELECT n, (ARRAY['notice.made', 'notice.sent', 'notice.opened'])[1 + ${hash('n', 22, 3)}], 'notice:' || t.id, t.organisation_id
        FROM generate_series(1, ${Math.round(size.facts * 0.3)}) AS n JOIN tell.notice t ON t.id = ${uuid('00000002', `1 + n % (SELECT count(*)::int FROM tell.notice)`)}
      ) made`,
      [at],
    );
    await run('indexes', dropped.rows.map((row) => row.definition).join(';'));
    await client.query(
      "INSERT INTO observe.feed (id, name) VALUES ('shadowserver', 'Shadowserver') ON CONFLICT DO NOTHING",
    );
    await client.query('VACUUM (ANALYZE)');
    await run('board', 'SELECT tell.refresh_board()');
  } finally {
    await client.end();
  }
  const began = performance.now();
  await open.house.columns.command(
    `INSERT INTO observe.observation (batch, line, feed, handling, received_at, observed_at, kind, taxonomy, type, identifier, severity, ip, port, transport, asn, country, owners)
     SELECT toUUID('00000003-0000-7000-8000-000000000000'), number, 'shadowserver', 'TLP:AMBER', at, at, {kinds:Array(String)}[1 + number % {count:UInt32}], 'vulnerable', 'vulnerable-system', 'open-telnet', 'medium',
       toIPv6(IPv4NumToString(toUInt32(IPv4StringToNum('11.0.0.0') + number % {findings:UInt32}))), 23, 'tcp', 64496, 'JP', [toUUID({organisation:String})]
     FROM (SELECT number, toDateTime64({until:String}, 3) - toIntervalSecond(sipHash64(number) % 7776000) AS at FROM numbers({rows:UInt64}))`,
    {
      kinds: [...kinds],
      count: kinds.length,
      findings: size.findings,
      organisation: organisationId(PROVIDERS + 50),
      until: at.slice(0, 19).replace('T', ' '),
      rows: size.findings * 5,
    },
  );
  say(`observations: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
