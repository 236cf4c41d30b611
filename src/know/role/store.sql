-- BLOCK holdings
SELECT id, role, is_deputy, person_name, title, email, phone, from_on::text AS from_on, until_on::text AS until_on, note
FROM know.role_holding WHERE organisation_id = $organisation ORDER BY role, is_deputy, from_on DESC, id DESC LIMIT 2000;

-- BLOCK on_day
SELECT id, role, is_deputy, person_name, title, email, phone, from_on::text AS from_on, until_on::text AS until_on, note
FROM know.role_holding
WHERE organisation_id = $organisation AND from_on <= $day::date AND (until_on IS NULL OR until_on >= $day::date)
ORDER BY role, is_deputy, from_on, id;

-- BLOCK organisation
SELECT id, name, staff_count FROM know.organisation WHERE id = $organisation;

-- BLOCK ends_before
-- Who held the role until now ends the day before somebody else begins.
UPDATE know.role_holding SET until_on = $from_on::date - 1, updated_at = $now
WHERE organisation_id = $organisation AND role = $role AND NOT is_deputy AND until_on IS NULL AND from_on < $from_on::date
RETURNING id, person_name;

-- BLOCK add
INSERT INTO know.role_holding (organisation_id, role, is_deputy, person_name, title, email, phone, from_on, until_on, note, created_at, updated_at)
VALUES ($organisation, $role, $is_deputy, $person_name, $title, $email, $phone, $from_on, $until_on, $note, $now, $now)
RETURNING id;

-- BLOCK end
UPDATE know.role_holding SET until_on = $until_on, updated_at = $now
WHERE id = $id AND organisation_id = $organisation AND from_on <= $until_on::date
RETURNING id, role, person_name;

-- BLOCK one
SELECT id, role, from_on::text AS from_on FROM know.role_holding WHERE id = $id AND organisation_id = $organisation;
