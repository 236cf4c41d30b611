-- BLOCK mark_opened
UPDATE tell.notice SET opened_at = $now WHERE id = $notice AND opened_at IS NULL;

-- BLOCK next_step
SELECT min(f.next_step_at) AS at FROM tell.notice_finding nf JOIN tell.finding f ON f.id = nf.finding_id WHERE nf.notice_id = $notice;

-- BLOCK by_code
SELECT created_at, organisation_id FROM tell.notice WHERE code = $code;
