-- BLOCK contacts_of
SELECT organisation_id, id, email, language, bounced_at IS NOT NULL AS bounced, confirmed_at IS NOT NULL AS confirmed
FROM know.contact
WHERE organisation_id = ANY ($organisation_ids::uuid[])
ORDER BY organisation_id, rank, id;

-- BLOCK organisations_of
SELECT o.id, o.name, o.language, o.kind, o.prefecture, o.postal_code, o.postal_address, o.postal_address <> '' AS letter,
  p.id AS partner_id
FROM know.organisation o
LEFT JOIN know.organisation p ON p.id = o.parent_id AND p.kind = 'partner' AND p.state = 'active'
WHERE o.id = ANY ($organisation_ids::uuid[]);

-- BLOCK of_kind
SELECT 1 AS there FROM know.organisation WHERE id = ANY ($organisation_ids::uuid[]) AND kind = $kind LIMIT 1;

-- BLOCK end_partnership
UPDATE know.organisation SET parent_id = NULL, updated_at = $now WHERE id = $organisation AND parent_id = $partner;

-- BLOCK holders_of
SELECT as_number, organisation_id FROM know.network WHERE as_number = ANY ($as_numbers::bigint[]) AND organisation_id IS NOT NULL;

-- BLOCK mark_bounced
UPDATE know.contact SET bounced_at = $now, updated_at = $now WHERE lower(email) = lower($email) AND bounced_at IS NULL RETURNING id, organisation_id;

-- BLOCK confirm_contact
UPDATE know.contact SET confirmed_at = $now, bounced_at = NULL, updated_at = $now WHERE id = $contact RETURNING organisation_id;

-- BLOCK names_of
SELECT id, name FROM know.organisation WHERE id = ANY ($organisation_ids::uuid[]);

-- BLOCK named
-- By id, number, the register's own number, or a part of the name; whoever bears exactly the name comes first.
SELECT id, name, prefecture, (id::text = $text OR corporate_number = $text OR external_id = $text OR lower(name) = lower($text)) AS is_exact
FROM know.organisation
WHERE id = ANY (ARRAY(SELECT id FROM know.organisation WHERE search_text LIKE '%' || $pattern || '%'
  UNION SELECT id FROM know.organisation WHERE external_id = $text UNION SELECT id FROM know.organisation WHERE id = $id::uuid))
ORDER BY is_exact DESC, length(name), name, id LIMIT $limit;
