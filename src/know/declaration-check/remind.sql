-- BLOCK due
-- Declarations in force whose term ends within one of the days on which we remind, and of which we have not reminded for it yet.
SELECT d.id, d.organisation_id, d.number, d.level, d.valid_until
FROM know.declaration d JOIN know.organisation o ON o.id = d.organisation_id
WHERE d.is_current AND o.state = 'active' AND d.valid_until >= $now AND EXISTS (
  SELECT FROM unnest($days::int[]) AS n (days)
  WHERE d.valid_until - make_interval(days => n.days) <= $now AND (d.reminded_at IS NULL OR d.reminded_at < d.valid_until - make_interval(days => n.days)))
ORDER BY d.valid_until, d.id LIMIT 5000;

-- BLOCK reminded
UPDATE know.declaration SET reminded_at = $now WHERE id = $id;

-- BLOCK one
SELECT id, organisation_id, number, level, valid_until FROM know.declaration WHERE id = $id AND is_current;
