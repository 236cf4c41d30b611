-- BLOCK claim_batch
-- The one row that makes applying a report twice harmless: whoever inserts it applies the report.
INSERT INTO tell.applied (batch_id, group_count, opened_count) VALUES ($batch, 0, 0) ON CONFLICT DO NOTHING;

-- BLOCK finish_batch
UPDATE tell.applied SET group_count = $groups, opened_count = $opened WHERE batch_id = $batch;

-- BLOCK cover
-- `unread`: what rows laid aside name. Of two reports of a day, what either could not read stays in doubt for that day.
INSERT INTO tell.coverage AS c (feed_id, kind, on_day, batch_id, unread)
SELECT $feed, kind, on_day, $batch, $unread::text[] FROM unnest($kinds::text[], $days::date[]) AS looked (kind, on_day)
ON CONFLICT (feed_id, kind, on_day) DO UPDATE SET unread = ARRAY(SELECT DISTINCT unnest(c.unread || excluded.unread))
WHERE cardinality(excluded.unread) > 0;

-- BLOCK upsert
-- Thousands of groups at once. New: opened. Known: counted on; one that was claimed or verified fixed and is seen later is
-- reopened and told anew. A report older than what we know changes counts and dates only.
WITH incoming AS (
  SELECT * FROM unnest(
    $organisation_ids::uuid[], $vias::text[], $assets::text[], $kinds::text[], $keys::text[], $severities::smallint[],
    $first_seen::timestamptz[], $last_seen::timestamptz[], $counts::bigint[], $samples::jsonb[],
    $as_numbers::bigint[], $countries::text[], $handlings::text[], $due::timestamptz[]
  ) AS g (organisation_id, via, asset, kind, key, severity, first_seen_at, last_seen_at, seen_count, sample, as_number, country, handling, due_at)
), upserted AS (
  INSERT INTO tell.finding AS f
    (organisation_id, via, asset, kind, key, severity, feed_id, handling, as_number, country, first_seen_at, last_seen_at, seen_count, sample, opened_at, next_step_at, updated_at)
  SELECT organisation_id, via, asset, kind, key, severity, $feed, handling, as_number, country, first_seen_at, last_seen_at, seen_count, sample, $now::timestamptz, due_at, $now::timestamptz
  FROM incoming
  ON CONFLICT (organisation_id, kind, asset, key) DO UPDATE SET
    first_seen_at = least(f.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(f.last_seen_at, excluded.last_seen_at),
    seen_count = f.seen_count + excluded.seen_count,
    sample = CASE WHEN excluded.last_seen_at >= f.last_seen_at THEN excluded.sample ELSE f.sample END,
    severity = CASE WHEN excluded.last_seen_at >= f.last_seen_at THEN excluded.severity ELSE f.severity END,
    feed_id = CASE WHEN excluded.last_seen_at >= f.last_seen_at THEN excluded.feed_id ELSE f.feed_id END,
    handling = excluded.handling,
    updated_at = excluded.updated_at,
    state = CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN 'reopened' ELSE f.state END,
    reopened_at = CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN excluded.updated_at ELSE f.reopened_at END,
    reopened_count = f.reopened_count + CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN 1 ELSE 0 END,
    fixed_at = CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN NULL ELSE f.fixed_at END,
    closed_at = CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN NULL ELSE f.closed_at END,
    step = CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN 0 ELSE f.step END,
    next_step_at = CASE WHEN tell.is_back(f, excluded.last_seen_at) THEN excluded.next_step_at ELSE f.next_step_at END
  RETURNING id, organisation_id, kind, severity, asset, handling, (xmax = 0) AS is_new, reopened_at IS NOT DISTINCT FROM $now::timestamptz AS is_back, next_step_at
), told AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
  SELECT $now::timestamptz, CASE WHEN is_new THEN 'finding.opened' ELSE 'finding.reopened' END, 'finding:' || id, organisation_id, 'feed:' || $feed, handling,
    jsonb_build_object('kind', kind, 'asset', asset, 'severity', severity, 'batch', $batch::text)
  FROM upserted WHERE is_new OR is_back
)
SELECT count(*) FILTER (WHERE is_new) AS opened, count(*) FILTER (WHERE is_back) AS reopened,
  count(*) FILTER (WHERE (is_new OR is_back) AND next_step_at <= $now::timestamptz) AS due_now
FROM upserted;

-- BLOCK assign_arms
-- Findings just opened of a kind under comparison get their arm: a draw that depends on the finding and the trial only, so
-- that nobody can choose. Urgent kinds never get here: a trial on one cannot be made.
WITH drawn AS (
  SELECT f.id, (('x' || left(md5(f.id::text || $trial::text), 7))::bit(28)::int % 10000) AS draw
  FROM tell.finding f WHERE f.kind = $kind AND f.opened_at = $now::timestamptz AND f.arm = '' AND f.via = 'owner'
    AND f.severity < 4 -- a feed may call one finding of a harmless kind urgent: it is told in the usual way, at once
), armed AS (
  SELECT drawn.id, arm.name, arm.delay_days, arm.wording, arm.channel
  FROM drawn JOIN unnest($names::text[], $from_draw::int[], $until_draw::int[], $delays::int[], $wordings::text[], $channels::text[])
      AS arm (name, from_draw, until_draw, delay_days, wording, channel)
    ON drawn.draw >= arm.from_draw AND drawn.draw < arm.until_draw
)
UPDATE tell.finding f SET arm = armed.name, wording = armed.wording, first_channel = armed.channel, next_step_at = f.next_step_at + make_interval(days => armed.delay_days)
FROM armed WHERE f.id = armed.id;

-- BLOCK running_trials
SELECT id, kind, arms FROM tell.trial WHERE state = 'running';

-- BLOCK preferences_of
SELECT organisation_id, severity, manner FROM tell.preference WHERE organisation_id = ANY ($organisation_ids::uuid[]);
