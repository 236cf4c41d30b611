-- BLOCK give
-- One open task for each kind and subject: given again it is brought up to date.
WITH given AS (
  INSERT INTO know.task AS t (organisation_id, kind, subject, facts, href, due_on, created_at)
  SELECT g.organisation_id, $kind, g.subject, g.facts, g.href, g.due_on, $now
  FROM jsonb_to_recordset($rows::jsonb) AS g (organisation_id uuid, subject text, facts jsonb, href text, due_on date)
  ON CONFLICT (organisation_id, kind, subject) WHERE state = 'open' DO UPDATE SET facts = excluded.facts, due_on = excluded.due_on, href = excluded.href
  RETURNING id, organisation_id, subject, (xmax = 0) AS is_new
), said AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, data)
  SELECT $now::timestamptz, 'task.given', 'task:' || id, organisation_id, $actor, jsonb_build_object('kind', $kind::text, 'about', subject) FROM given WHERE is_new
)
SELECT count(*) FILTER (WHERE is_new) AS given FROM given;

-- BLOCK settle_about
UPDATE know.task SET state = 'done', done_at = $now, done_by = $actor
WHERE organisation_id = ANY ($organisations::uuid[]) AND kind = $kind AND subject LIKE $subject AND state = 'open'
RETURNING id, organisation_id;

-- BLOCK settle
UPDATE know.task SET state = $state, done_at = $now, done_by = $actor WHERE organisation_id = $organisation AND id = $id AND state = 'open' RETURNING kind, subject;

-- BLOCK open
SELECT id, kind, facts, href, due_on::text AS due_on, created_at FROM know.task WHERE organisation_id = $organisation AND state = 'open' ORDER BY due_on NULLS LAST, id LIMIT 200;

-- BLOCK ended
SELECT id, kind, facts, state, done_at FROM know.task WHERE organisation_id = $organisation AND state <> 'open' ORDER BY done_at DESC, id DESC LIMIT 50;

-- BLOCK unmailed
SELECT DISTINCT organisation_id FROM know.task WHERE state = 'open' AND mailed_at IS NULL AND ($after::uuid IS NULL OR organisation_id > $after) ORDER BY organisation_id LIMIT $limit;

-- BLOCK unmailed_of
SELECT id, kind, facts, href, due_on::text AS due_on, created_at FROM know.task WHERE organisation_id = $organisation AND state = 'open' AND mailed_at IS NULL ORDER BY due_on NULLS LAST, id LIMIT 30;

-- BLOCK mailed
UPDATE know.task SET mailed_at = $now WHERE organisation_id = $organisation AND state = 'open' AND mailed_at IS NULL;
