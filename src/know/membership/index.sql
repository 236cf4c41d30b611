-- BLOCK organisations_of_person
SELECT o.id, o.name, m.role FROM know.membership m JOIN know.organisation o ON o.id = m.organisation_id
WHERE m.person_id = $person AND o.state <> 'left' ORDER BY o.name, o.id;

-- BLOCK add_member
INSERT INTO know.membership (person_id, organisation_id, role) VALUES ($person, $organisation, $role) ON CONFLICT DO NOTHING;
