-- BLOCK untell
-- Told by this notice alone means not told at all.
UPDATE tell.finding f SET told_at = NULL, state = CASE WHEN f.state = 'notified' THEN 'open' ELSE f.state END
FROM tell.notice_finding nf
WHERE nf.notice_id = $notice AND f.id = nf.finding_id AND f.state IN ('open', 'notified')
  AND NOT EXISTS (SELECT FROM tell.notice_finding o JOIN tell.notice n ON n.id = o.notice_id WHERE o.finding_id = f.id AND n.id <> $notice AND n.state = 'sent');
