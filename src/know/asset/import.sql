-- BLOCK keep
INSERT INTO know.asset_import (organisation_id, name, told, rows, row_count, faults, fault_count, by_person, created_at)
VALUES ($organisation, $name, $told::jsonb, $rows::jsonb, $row_count, $faults::jsonb, $fault_count, $person, $now) RETURNING id;

-- BLOCK forget_old
-- What was looked at and not taken is not kept: it may hold much of a firm that nobody needs.
DELETE FROM know.asset_import WHERE organisation_id = $organisation AND (state <> 'preview' OR created_at < $now::timestamptz - interval '1 day');

-- BLOCK one
SELECT id, name, state, told, rows, row_count, faults, fault_count FROM know.asset_import WHERE organisation_id = $organisation AND id = $id;

-- BLOCK lock
SELECT id FROM know.asset_import WHERE organisation_id = $organisation AND id = $id FOR UPDATE;

-- BLOCK settle
UPDATE know.asset_import SET state = $state, rows = '[]', taken_at = $now WHERE organisation_id = $organisation AND id = $id AND state = 'preview';
