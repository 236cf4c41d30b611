-- BLOCK counts
SELECT
  (SELECT count(*)::int FROM improve.measure m WHERE m.year = $year AND NOT EXISTS (SELECT FROM improve.cycle c WHERE c.measure_id = m.id AND c.evaluation <> '')) AS not_written,
  (SELECT count(*)::int FROM improve.cycle WHERE state = 'draft') AS drafts,
  (SELECT count(*)::int FROM improve.cycle c WHERE state = 'submitted' AND NOT EXISTS (SELECT FROM improve.approval a WHERE a.measure_id = c.measure_id AND a.version = c.version AND a.role = 'ministry' AND a.decision = 'agreed')) AS waiting_ministry,
  (SELECT count(*)::int FROM improve.cycle c WHERE state = 'submitted' AND EXISTS (SELECT FROM improve.approval a WHERE a.measure_id = c.measure_id AND a.version = c.version AND a.role = 'ministry' AND a.decision = 'agreed')) AS waiting_secretariat,
  (SELECT count(*)::int FROM improve.cycle WHERE state = 'approved') AS approved,
  (SELECT count(*)::int FROM improve.link WHERE state = 'proposed' AND confidence < $sure::numeric) AS doubtful;

-- BLOCK work
SELECT c.measure_id, m.year, m.section, m.item, left(m.plan, 120) AS plan, c.state, c.written_by_name, c.written_at, c.next_state
FROM improve.cycle c JOIN improve.measure m ON m.id = c.measure_id ORDER BY array_position(ARRAY['submitted', 'draft', 'approved'], c.state), c.written_at DESC LIMIT 200;

-- BLOCK newest_year
SELECT max(year)::int AS year FROM improve.plan_year WHERE state = 'published';

-- BLOCK parts
SELECT p.person, p.role FROM improve.part p ORDER BY p.role, p.person;

-- BLOCK people
SELECT id, name FROM platform.public_person WHERE is_operator ORDER BY name LIMIT 200;

-- BLOCK give
INSERT INTO improve.part (person, role) VALUES ($person, $role) ON CONFLICT DO NOTHING;

-- BLOCK take
DELETE FROM improve.part WHERE person = $person AND role = $role;
