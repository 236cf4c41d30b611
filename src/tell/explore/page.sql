-- BLOCK explore
-- One page, newest first, after the key of the last row of the page before. Every filter may be absent (NULL).
SELECT f.id, f.organisation_id, f.asset, f.kind, f.key, f.via, f.severity, f.state, f.feed_id, f.as_number, f.country,
  f.first_seen_at, f.last_seen_at, f.seen_count, f.told_at, f.claimed_at, f.fixed_at, f.next_step_at, f.arm, f.step
FROM tell.finding f
WHERE ($organisation::uuid IS NULL OR f.organisation_id = $organisation)
  -- A member's own, said here also: the policy alone hides from the planner how few they are, and it would walk the whole table.
  AND ($organisations::uuid[] IS NULL OR f.organisation_id = ANY ($organisations))
  AND ($kind::text IS NULL OR f.kind = $kind)
  AND ($severity::smallint IS NULL OR f.severity = $severity)
  AND ($states::text[] IS NULL OR f.state = ANY ($states))
  AND ($as_number::bigint IS NULL OR f.as_number = $as_number)
  AND ($asset::text IS NULL OR f.asset LIKE $asset)
  AND ($ids::uuid[] IS NULL OR f.id = ANY ($ids))
  AND ($via::text IS NULL OR f.via = $via)
  AND ($since::timestamptz IS NULL OR f.last_seen_at >= $since)
  AND ($until::timestamptz IS NULL OR f.last_seen_at < $until)
  AND ($after_at::timestamptz IS NULL OR (f.last_seen_at, f.id) < ($after_at, $after_id::uuid))
ORDER BY f.last_seen_at DESC, f.id DESC
LIMIT $limit;

-- BLOCK asset_ids
SELECT id FROM tell.finding WHERE asset LIKE $asset ORDER BY asset USING ~<~ LIMIT $limit;

-- BLOCK one
SELECT f.id, f.organisation_id, f.asset, f.kind, f.key, f.via, f.severity, f.state, f.feed_id, f.handling, f.as_number, f.country,
  f.first_seen_at, f.last_seen_at, f.seen_count, f.sample, f.opened_at, f.told_at, f.answered_at, f.claimed_at, f.fixed_at, f.closed_at,
  f.reopened_count, f.step, f.next_step_at, f.arm, f.help_asked_at
FROM tell.finding f WHERE f.id = $id;

-- BLOCK save_view
INSERT INTO tell.saved_view (person_id, name, query) VALUES ($person, $name, $query);

-- BLOCK saved_views
SELECT id, name, query FROM tell.saved_view ORDER BY name, id LIMIT 50;

-- BLOCK drop_view
DELETE FROM tell.saved_view WHERE id = $id;

-- BLOCK kinds
-- The kinds there are, by a loose index scan: one step per kind, not one per finding.
WITH RECURSIVE k AS (
  (SELECT kind FROM tell.finding ORDER BY kind LIMIT 1)
  UNION ALL
  SELECT (SELECT f.kind FROM tell.finding f WHERE f.kind > k.kind ORDER BY f.kind LIMIT 1) FROM k WHERE k.kind IS NOT NULL
)
SELECT kind FROM k WHERE kind IS NOT NULL;

-- BLOCK kinds_of
SELECT DISTINCT kind FROM tell.finding WHERE organisation_id = ANY ($organisations::uuid[]) ORDER BY kind;

-- BLOCK help_list
SELECT f.id, f.organisation_id, f.asset, f.kind, f.severity, f.help_asked_at,
  (SELECT x.data ->> 'note' FROM platform.fact x WHERE x.subject = 'finding:' || f.id AND x.kind = 'finding.help-asked' ORDER BY x.id DESC LIMIT 1) AS note
FROM tell.finding f WHERE f.help_asked_at IS NOT NULL ORDER BY f.help_asked_at LIMIT 500;

-- BLOCK help_done
UPDATE tell.finding SET help_asked_at = NULL, updated_at = $now WHERE id = $id AND help_asked_at IS NOT NULL
RETURNING organisation_id;

-- BLOCK facts
-- Everything about one finding and the notices it was in.
SELECT x.at, x.kind, x.actor, x.data FROM platform.fact x
WHERE x.subject = ANY (ARRAY(SELECT 'notice:' || nf.notice_id::text FROM tell.notice_finding nf WHERE nf.finding_id = $id::uuid) || ('finding:' || $id::text))
ORDER BY x.at, x.id LIMIT 500;
