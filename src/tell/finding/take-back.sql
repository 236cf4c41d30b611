-- BLOCK claim
INSERT INTO tell.applied (batch_id, group_count, opened_count) VALUES ($batch, 0, 0) ON CONFLICT DO NOTHING;

-- BLOCK forget_looks
-- A report that was a mistake has looked at nothing: its absences repair nothing.
DELETE FROM tell.coverage WHERE batch_id = $batch;

-- BLOCK take_back
-- What nothing else has seen (as many sightings as the report alone made) is told no further, and what waits about it alone is not sent.
WITH gone AS (
  UPDATE tell.finding f SET state = 'expired', closed_at = $now::timestamptz, next_step_at = NULL, help_asked_at = NULL, updated_at = $now::timestamptz,
    seen_count = 0, last_seen_at = f.first_seen_at - interval '1 millisecond' -- never seen: the same sighting, said again, opens it
  FROM unnest($organisation_ids::uuid[], $kinds::text[], $assets::text[], $keys::text[], $counts::bigint[]) AS g (organisation_id, kind, asset, key, seen)
  WHERE f.organisation_id = g.organisation_id AND f.kind = g.kind AND f.asset = g.asset AND f.key = g.key AND f.seen_count = g.seen
    AND f.state IN ('open', 'notified', 'acknowledged', 'claimed-fixed', 'reopened')
  RETURNING f.id, f.organisation_id, f.handling
), told AS (
  INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
  SELECT $now::timestamptz, 'finding.taken-back', 'finding:' || id, organisation_id, 'job:tell.take-batch-back', handling, jsonb_build_object('batch', $batch::text) FROM gone
)
UPDATE tell.notice n SET state = 'withdrawn' WHERE n.state = 'waiting'
  AND EXISTS (SELECT FROM tell.notice_finding nf JOIN gone ON gone.id = nf.finding_id WHERE nf.notice_id = n.id)
  AND NOT EXISTS (SELECT FROM tell.notice_finding nf WHERE nf.notice_id = n.id AND nf.finding_id NOT IN (SELECT id FROM gone));
