-- BLOCK append_fact
INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
VALUES ($at, $kind, $subject, $organisation_id, $actor, $handling, $data::jsonb)
RETURNING id;

-- BLOCK facts_about
SELECT id, at, kind, subject, organisation_id, actor, handling, data
FROM platform.fact
WHERE subject = $subject
ORDER BY id
LIMIT $limit;
