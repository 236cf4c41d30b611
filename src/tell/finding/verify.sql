-- BLOCK verify
-- Not seen by the looks that would have seen it. A look is a day on which the same feed looked for the same kind; one after a
-- claim, two otherwise. A feed that is silent has no looks, so its findings stay as they are. What stood in a row that could not
-- be read that day was not looked at.
WITH last_look AS (
  SELECT kind, max(on_day)::timestamp AT TIME ZONE 'UTC' AS at FROM tell.coverage WHERE feed_id = $feed GROUP BY kind
), gone AS (
  -- What was seen on the day of the last look needs no question at all: nearly everything, after most reports.
  SELECT f.id, look.on_day
  FROM last_look JOIN tell.finding f ON f.kind = last_look.kind AND f.last_seen_at < last_look.at
  CROSS JOIN LATERAL (
    SELECT c.on_day FROM tell.coverage c
    WHERE c.feed_id = f.feed_id AND c.kind = f.kind
      AND c.on_day > (greatest(f.last_seen_at, coalesce(f.claimed_at, f.last_seen_at)) AT TIME ZONE 'UTC')::date
      AND lower(f.asset) <> ALL (c.unread)
    ORDER BY c.on_day
    OFFSET CASE WHEN f.state = 'claimed-fixed' THEN 0 ELSE 1 END LIMIT 1
  ) look
  WHERE f.feed_id = $feed AND f.state IN ('open', 'notified', 'acknowledged', 'claimed-fixed', 'reopened')
), first_look AS (
  SELECT gone.id, (SELECT min(c.on_day) FROM tell.coverage c JOIN tell.finding f ON f.id = gone.id
    WHERE c.feed_id = f.feed_id AND c.kind = f.kind AND c.on_day > (f.last_seen_at AT TIME ZONE 'UTC')::date
      AND lower(f.asset) <> ALL (c.unread)) AS on_day
  FROM gone
), verified AS (
  UPDATE tell.finding f SET state = 'verified-fixed', fixed_at = greatest(first_look.on_day::timestamp AT TIME ZONE 'UTC', f.last_seen_at), closed_at = $now::timestamptz,
    next_step_at = NULL, help_asked_at = NULL, updated_at = $now::timestamptz
  FROM first_look WHERE f.id = first_look.id
  RETURNING f.id, f.organisation_id, f.kind, f.claimed_at, f.told_at, f.handling, f.fixed_at
)
INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
SELECT $now::timestamptz, 'finding.verified-fixed', 'finding:' || id, organisation_id, 'job:tell.verify-fixes', handling,
  jsonb_build_object('kind', kind, 'feed', $feed::text, 'wasTold', told_at IS NOT NULL, 'wasClaimed', claimed_at IS NOT NULL, 'fixedAt', fixed_at)
FROM verified;

-- BLOCK expire
-- Its feed is over (ended by the operator): nobody will look again, so nobody can say.
WITH expired AS (
  UPDATE tell.finding f SET state = 'expired', closed_at = $now::timestamptz, next_step_at = NULL, updated_at = $now::timestamptz
  WHERE f.feed_id = $feed AND f.state IN ('open', 'notified', 'acknowledged', 'claimed-fixed', 'reopened')
  RETURNING id, organisation_id, handling
)
INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
SELECT $now::timestamptz, 'finding.expired', 'finding:' || id, organisation_id, 'job:tell.verify-fixes', handling, jsonb_build_object('feed', $feed::text) FROM expired;
