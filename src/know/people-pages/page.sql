-- BLOCK organisation
SELECT id, name FROM know.organisation WHERE id = $id;

-- BLOCK people
SELECT m.person_id AS id, coalesce(p.name, '') AS name, coalesce(p.email, '') AS email, m.role, m.created_at
FROM know.membership m LEFT JOIN platform.public_person p ON p.id = CASE WHEN m.person_id ~ '^[0-9a-f-]{36}$' THEN m.person_id::uuid END
WHERE m.organisation_id = $id AND p.closed_at IS NULL ORDER BY m.role DESC, p.name, m.person_id LIMIT 500;

-- BLOCK addresses
-- Contacts nobody has an account for yet: those the hub would write to anyway.
SELECT DISTINCT email FROM know.contact c
WHERE c.organisation_id = $id AND c.email IS NOT NULL AND c.bounced_at IS NULL
  AND NOT EXISTS (SELECT FROM know.membership m JOIN platform.public_person p ON p.id::text = m.person_id WHERE m.organisation_id = $id AND lower(p.email) = lower(c.email))
ORDER BY email LIMIT 20;

-- BLOCK invited
SELECT count(*)::int AS count FROM platform.fact WHERE kind = 'person.invited' AND organisation_id = $id AND at > $since;

-- BLOCK drop
-- Somebody has to be left who can invite others.
DELETE FROM know.membership m WHERE m.organisation_id = $id AND m.person_id = $person
  AND (m.role <> 'owner' OR EXISTS (SELECT FROM know.membership o WHERE o.organisation_id = $id AND o.role = 'owner' AND o.person_id <> $person))
RETURNING m.person_id, m.role;
