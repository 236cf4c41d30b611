import type { ServedHouse } from '../../lib/served.ts';

/** Whose rows, and the word that marks them. */
interface Who {
  readonly organisation: string;
  readonly word: string;
  readonly address: string;
}

/** Rows of each table of flows, candidates, campaigns and events that says whose its rows are; `$1` organisation, `$2` word, `$3` address. */
const rows: readonly string[] = [
  "INSERT INTO observe.exporter (organisation_id, name, address) VALUES ($1, $2::text || ' router', $3)",
  "INSERT INTO observe.exporter_source (exporter_id, organisation_id, version, source_id, last_seen_at) SELECT id, $1, 9, 1, now() FROM observe.exporter WHERE address = $3 AND name LIKE $2::text || '%'",
  "INSERT INTO observe.exporter_hour (exporter_id, organisation_id, hour) SELECT id, $1, date_trunc('hour', now()) FROM observe.exporter WHERE address = $3 AND name LIKE $2::text || '%'",
  'INSERT INTO observe.participant (organisation_id, joined_at, token_hash) SELECT $1, now(), $2::text || $3::text',
  `WITH c AS (INSERT INTO observe.candidate (accused, role, target_port, protocol, score, detectors, peers, flows, first_seen_at, last_seen_at, opened_at, updated_at)
     VALUES ($3, $2::text || '-role', 443, 6, 0.5, '{beacon}', 1, 1, now(), now(), now(), now()) RETURNING id)
   INSERT INTO observe.listing (candidate_id, organisation_id, accused, target_port, protocol, handling, given_at, expires_at) SELECT id, $1, $3, 443, 6, 'TLP:AMBER', now(), now() + interval '30 days' FROM c`,
  "INSERT INTO observe.saved_query (organisation_id, person_id, name, query, saved_at) VALUES ($1, gen_random_uuid(), $2, '{}', now())",
  "INSERT INTO observe.query_result (saved_query_id, organisation_id, ran_at, milliseconds, total, rows) SELECT id, $1, now(), 1, 1, '[]' FROM observe.saved_query WHERE name = $2",
  "INSERT INTO observe.ask_token (token_hash, organisation_id, person_id, made_at) VALUES ($2 || ' token', $1, gen_random_uuid(), now())",
  `WITH c AS (INSERT INTO observe.campaign (name, legal_basis, packets_per_second, tries_per_address, made_at) VALUES ($2::text || ' survey', 'law', 1, 1, now()) RETURNING id)
   INSERT INTO observe.campaign_hit (campaign_id, organisation_id, campaign_name, asset, port, device, product, first_round, last_round, found_at, last_found_at)
   SELECT id, $1, $2, $3, 23, 'router', '', 1, 1, now(), now() FROM c`,
  "INSERT INTO observe.portal (organisation_id, url, key, set_at) VALUES ($1, 'https://' || $2::text || '.example/back', $2, now())",
  "INSERT INTO observe.centre (organisation_id, level, since) VALUES ($1, 'local', now())",
  "INSERT INTO observe.body (organisation_id, centre, since, token_hash) VALUES ($1, 'local', now(), $2::text || ' logs')",
  "INSERT INTO observe.noise_rule (organisation_id, signature, because, made_by, made_at) VALUES ($1, $2, 'noise', 'test', now())",
  "INSERT INTO observe.event (organisation_id, signature, source, target, port, bucket, attempts, severity, first_at, last_at) VALUES ($1, $2, '', $3, 443, now(), 1, 5, now(), now())",
  'INSERT INTO observe.funnel_day (organisation_id, day, method) VALUES ($1, current_date, 1)',
];

/** Gives each of them rows in those tables. */
export async function liveWithFlows(served: Pick<ServedHouse, 'sql'>, all: readonly Who[]): Promise<void> {
  for (const { organisation, word, address } of all)
    for (const text of rows) {
      const used = [organisation, word, address].filter((_, index) => text.includes(`$${index + 1}`));
      await served.sql(text, used);
    }
}

/**
 * Parameters of the pages about flows. `filter`, `by` and the like ask within the reader's own flows and observations only, which
 * `test/behaviour/observe/ask.test.ts` shows with two providers (the page tells how long an answer took, so twins would differ).
 */
export const flowParameters: readonly string[] = [
  'in', // the language of a list's texts
  'table',
  'filter',
  'by',
  'measure',
  'show',
  'top',
  'hours',
  'format',
  'text',
  'limit',
  'state',
];
