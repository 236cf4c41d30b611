-- BLOCK take
-- Marked before it is handed over: if the process dies in between, nobody can know whether it went out, so it is not sent again
-- (`uncertain`); the next rung of the ladder tells by another way instead.
UPDATE tell.notice SET state = 'sending' WHERE id = $notice AND state = 'waiting'
RETURNING id;

-- BLOCK done
UPDATE tell.notice SET state = $state, sent_at = CASE WHEN $state = 'sent' THEN $now::timestamptz ELSE sent_at END, failure = $failure WHERE id = $notice;

-- BLOCK mark_told
-- The findings are told once the channel has taken the message.
UPDATE tell.finding f SET told_at = coalesce(f.told_at, $now), state = CASE WHEN f.state IN ('open', 'reopened') THEN 'notified' ELSE f.state END, updated_at = $now
FROM tell.notice_finding nf WHERE nf.notice_id = $notice AND f.id = nf.finding_id;

-- BLOCK next_rung_soon
-- A way that failed: the next one is tried soon instead of after the usual wait. A provider has one way only: its lines go into
-- the next list.
UPDATE tell.finding f SET next_step_at = CASE WHEN f.via = 'provider' THEN $soon::timestamptz ELSE least(f.next_step_at, $soon::timestamptz) END, updated_at = $now
FROM tell.notice_finding nf
WHERE nf.notice_id = $notice AND f.id = nf.finding_id AND f.state IN ('open', 'notified', 'reopened', 'acknowledged') AND (f.next_step_at IS NOT NULL OR f.via = 'provider');
