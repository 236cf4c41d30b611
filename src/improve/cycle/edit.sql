-- BLOCK measure
SELECT m.id, m.year, m.section, m.item, s.title, s.title_en, m.ministries, m.plan, m.state, m.origin FROM improve.measure m JOIN improve.section s ON s.section = m.section WHERE m.id = $id;

-- BLOCK results
SELECT r.tag, r.body, r.origin, r.state, r.ministries FROM improve.result r WHERE r.measure_id = $id ORDER BY r.position;

-- BLOCK cycle
SELECT evaluation, next_plan, next_state, absorbed_into, because, state, version, written_by, written_by_name, written_at FROM improve.cycle WHERE measure_id = $id;

-- BLOCK cycle_for_update
SELECT evaluation, next_plan, next_state, absorbed_into, because, state, version, written_by, written_by_name, written_at FROM improve.cycle WHERE measure_id = $id FOR UPDATE;

-- BLOCK approvals
SELECT version, role, decision, note, person_name, decided_at FROM improve.approval WHERE measure_id = $id ORDER BY decided_at DESC;

-- BLOCK agreed
SELECT role FROM improve.approval WHERE measure_id = $id AND version = $version AND decision = 'agreed';

-- BLOCK comments
SELECT id, body, person_name, at FROM improve.comment WHERE measure_id = $id ORDER BY at;

-- BLOCK indicators
SELECT key, name, name_en, unit, target::float8 AS target, target_on::text, owner FROM improve.indicator WHERE measure_id = $id AND state = 'active' ORDER BY name;

-- BLOCK write
-- A new version, unless somebody else made one since this text was opened: then no row.
INSERT INTO improve.cycle (measure_id, evaluation, next_plan, next_state, absorbed_into, because, state, version, written_by, written_by_name, written_at)
VALUES ($id, $evaluation, $next_plan, $next_state, $absorbed_into, $because, 'draft', 1, $by, $name, $now)
ON CONFLICT (measure_id) DO UPDATE SET evaluation = excluded.evaluation, next_plan = excluded.next_plan, next_state = excluded.next_state, absorbed_into = excluded.absorbed_into,
  because = excluded.because, state = 'draft', version = cycle.version + 1, written_by = excluded.written_by, written_by_name = excluded.written_by_name, written_at = excluded.written_at
WHERE cycle.version = $version
RETURNING version;

-- BLOCK set_state
UPDATE improve.cycle SET state = $state WHERE measure_id = $id;

-- BLOCK decide
INSERT INTO improve.approval (measure_id, version, role, decision, note, person, person_name, decided_at)
VALUES ($id, $version, $role, $decision, $note, $by, $name, $now)
ON CONFLICT (measure_id, version, role) DO UPDATE SET decision = excluded.decision, note = excluded.note, person = excluded.person, person_name = excluded.person_name, decided_at = excluded.decided_at;

-- BLOCK withdraw_agreement
UPDATE improve.approval SET decision = 'returned' WHERE measure_id = $id AND version = $version AND decision = 'agreed';

-- BLOCK set_measure_state
UPDATE improve.measure SET state = $state, state_by = $by, absorbed_into = $absorbed_into WHERE id = $id AND (state <> $state OR absorbed_into IS DISTINCT FROM $absorbed_into) RETURNING id;

-- BLOCK publish_results
UPDATE improve.result SET state = 'published' WHERE measure_id = $id AND state = 'draft';

-- BLOCK add_result
INSERT INTO improve.result (measure_id, position, tag, ministries, body, origin, state, recorded_by, recorded_at)
SELECT $id, coalesce(max(r.position), -1) + 1 + CASE WHEN coalesce(max(r.position), -1) < 1000 THEN 1000 ELSE 0 END, $tag, $ministries, $body, 'hub', 'draft', $by, $now
FROM improve.result r WHERE r.measure_id = $id;

-- BLOCK add_comment
INSERT INTO improve.comment (measure_id, body, person, person_name, at) VALUES ($id, $body, $by, $name, $now);

-- BLOCK parts
SELECT person, role FROM improve.part ORDER BY role, person;

-- BLOCK facts
SELECT id, at, kind, data FROM platform.fact WHERE subject = $subject ORDER BY id DESC LIMIT 100;
