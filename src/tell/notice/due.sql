-- BLOCK due
-- Findings to be told (again) now, most severe first. SKIP LOCKED: several workers share the list without waiting.
SELECT id, organisation_id, handling = ANY ($theirs_alone::text[]) AS is_theirs_alone, via, asset, kind, severity, state, step, as_number, wording, first_channel, told_at
FROM tell.finding
WHERE next_step_at <= $now AND state IN ('open', 'notified', 'reopened', 'acknowledged')
ORDER BY severity DESC, next_step_at
LIMIT $limit
FOR UPDATE SKIP LOCKED;

-- BLOCK webhooks_of
SELECT organisation_id FROM tell.webhook WHERE organisation_id = ANY ($organisation_ids::uuid[]) AND failed_since IS NULL;

-- BLOCK manners_of
SELECT organisation_id, severity, manner FROM tell.preference WHERE organisation_id = ANY ($organisation_ids::uuid[]);

-- BLOCK new_ids
SELECT platform.new_id() AS id FROM generate_series(1, $count::int);

-- BLOCK add_notices
-- All notices of a chunk with what they tell and their facts. The order of the facts is that of the notices.
WITH given AS (
  SELECT * FROM jsonb_to_recordset($notices::jsonb) AS n (id uuid, organisation_id uuid, to_organisation_id uuid, contact_id uuid, channel text, manner text, wording text,
    language text, step smallint, way text, kind text, severity smallint, send_to text, code text, urgent boolean, finding_count int, fact jsonb)
), made AS (
  INSERT INTO tell.notice (id, organisation_id, to_organisation_id, contact_id, channel, manner, wording, language, step, way, kind, severity, send_to, code, urgent, finding_count, created_at)
  SELECT id, organisation_id, to_organisation_id, contact_id, channel, manner, wording, language, step, way, kind, severity, send_to, code, urgent, finding_count, $now::timestamptz FROM given
), linked AS (
  INSERT INTO tell.notice_finding (notice_id, finding_id, organisation_id)
  SELECT told.notice_id, f.id, f.organisation_id FROM unnest($notice_ids::uuid[], $finding_ids::uuid[]) AS told (notice_id, finding_id) JOIN tell.finding f ON f.id = told.finding_id
)
INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
SELECT $now::timestamptz, 'notice.made', 'notice:' || id, organisation_id, $actor, fact FROM given ORDER BY id;

-- BLOCK take_step
UPDATE tell.finding f SET step = s.step, next_step_at = s.next_step_at, updated_at = $now
FROM unnest($ids::uuid[], $steps::smallint[], $next::timestamptz[]) AS s (id, step, next_step_at)
WHERE f.id = s.id;
