-- BLOCK waiting
SELECT n.id, n.organisation_id, n.kind, n.severity, n.language, n.code, n.created_at, n.finding_count FROM tell.notice n
WHERE n.channel = 'letter' AND n.state = 'waiting' ORDER BY n.created_at, n.id LIMIT 500;
