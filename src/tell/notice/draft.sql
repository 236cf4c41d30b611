-- BLOCK notice
SELECT id, organisation_id, to_organisation_id, contact_id, channel, manner, wording, language, step, way, kind, severity, state, send_to, code, urgent,
  finding_count, created_at, opened_at, confirmed_at
FROM tell.notice WHERE id = $notice;

-- BLOCK findings
SELECT f.id, f.organisation_id, f.asset, f.kind, f.key, f.severity, f.first_seen_at, f.last_seen_at, f.seen_count, f.feed_id, f.sample, f.told_at, f.state, f.as_number
FROM tell.notice_finding nf JOIN tell.finding f ON f.id = nf.finding_id
WHERE nf.notice_id = $notice ORDER BY f.severity DESC, f.last_seen_at DESC, f.id LIMIT $limit;
