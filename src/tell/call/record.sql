-- BLOCK still_asked
-- What the calls were about, is still unanswered and may still be known to others (TLP 2.0); what was fixed and came back is told from the first rung on, and this call is over.
SELECT nf.notice_id, f.id, f.kind
FROM tell.notice_finding nf JOIN tell.notice n ON n.id = nf.notice_id JOIN tell.finding f ON f.id = nf.finding_id
WHERE nf.notice_id = ANY ($notices::uuid[]) AND f.step >= n.step AND f.handling <> ALL ($theirs_alone::text[]) AND f.state IN ('open', 'notified', 'reopened')
ORDER BY f.severity DESC, f.id;

-- BLOCK not_reached
-- The next rung comes soon, where the ladder has not left this one already; the fact stands with each finding.
WITH moved AS (
  UPDATE tell.finding f SET next_step_at = CASE WHEN f.step = n.step AND f.next_step_at IS NOT NULL THEN least(f.next_step_at, $soon::timestamptz) ELSE f.next_step_at END, updated_at = $now
  FROM tell.notice n WHERE n.id = $notice AND f.id = ANY ($findings::uuid[]) AND f.state IN ('open', 'notified', 'reopened')
  RETURNING f.id, f.organisation_id, f.handling
)
INSERT INTO platform.fact (at, kind, subject, organisation_id, actor, handling, data)
SELECT $now::timestamptz, 'finding.call-failed', 'finding:' || id, organisation_id, $actor, handling, jsonb_build_object('notice', $notice::text, 'said', $answer::text)
FROM moved;

-- BLOCK answered
UPDATE tell.notice SET answer = $answer WHERE id = $notice;
