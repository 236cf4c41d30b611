-- BLOCK list
-- By name, page by page. The text may be part of a name, a reading, 法人番号, a domain or an address.
SELECT o.id, o.name, o.kind, o.state, o.sector, o.prefecture, o.corporate_number,
  (SELECT count(*) FROM know.registration r WHERE r.organisation_id = o.id AND r.state = 'proven') AS registrations,
  (SELECT count(*) FROM know.contact k WHERE k.organisation_id = o.id AND k.email IS NOT NULL AND k.bounced_at IS NULL) AS contacts
FROM know.organisation o
WHERE ($kind::text IS NULL OR o.kind = $kind)
  AND ($state::text IS NULL OR o.state = $state)
  AND ($prefecture::text IS NULL OR o.prefecture = $prefecture)
  -- Two searches put together, not one with OR, and as an array, not IN: each then has its index, and so has the list.
  AND ($text::text IS NULL OR o.id = ANY (ARRAY(
    SELECT n.id FROM know.organisation n WHERE n.search_text LIKE '%' || $text || '%'
    UNION ALL SELECT r.organisation_id FROM know.registration r WHERE r.kind IN ('domain', 'as-number', 'prefix') AND r.value = $exact)))
  AND ($after_name::text IS NULL OR (o.name, o.id) > ($after_name, $after_id::uuid))
ORDER BY o.name, o.id
LIMIT $limit;

-- BLOCK one
SELECT o.id, o.name, o.name_kana, o.name_en, o.kind, o.state, o.sector, o.prefecture, o.corporate_number, o.staff_count, o.language, o.postal_code, o.postal_address,
  o.external_id, o.created_at, o.updated_at, o.parent_id, p.name AS parent_name
FROM know.organisation o LEFT JOIN know.organisation p ON p.id = o.parent_id WHERE o.id = $id;

-- BLOCK contacts
SELECT id, rank, role, name, email, phone, out_of_hours, language, confirmed_at, bounced_at, updated_at FROM know.contact WHERE organisation_id = $id ORDER BY rank, id;

-- BLOCK registrations
SELECT id, kind, value, reach, state, proven_by, proven_at, created_at FROM know.registration WHERE organisation_id = $id ORDER BY kind, value LIMIT 500;

-- BLOCK waiting
-- Claims that wait for the operator: prefixes and AS numbers cannot be proven by DNS or mail.
SELECT r.id, r.organisation_id, o.name, r.kind, r.value, r.created_at FROM know.registration r JOIN know.organisation o ON o.id = r.organisation_id
WHERE r.state = 'claimed' ORDER BY r.created_at LIMIT 200;

-- BLOCK settle_claim
UPDATE know.registration SET state = $state, proven_by = CASE WHEN $state = 'proven' THEN $by::text END, proven_at = CASE WHEN $state = 'proven' THEN $now::timestamptz END
WHERE id = $id RETURNING organisation_id, kind, value;

-- BLOCK claim
INSERT INTO know.registration (organisation_id, kind, value) VALUES ($organisation, $kind, $value) ON CONFLICT (organisation_id, kind, value) DO NOTHING;

-- BLOCK drop_registration
DELETE FROM know.registration WHERE id = $id AND organisation_id = $organisation RETURNING kind, value, state;

-- BLOCK registration
SELECT id, organisation_id, kind, value, state FROM know.registration WHERE id = $id;

-- BLOCK add_contact
INSERT INTO know.contact (organisation_id, rank, role, name, email, phone, language, created_at, updated_at)
VALUES ($organisation, $rank, $role, $name, $email, $phone, $language, $now, $now) RETURNING id;

-- BLOCK drop_contact
DELETE FROM know.contact WHERE id = $id AND organisation_id = $organisation;

-- BLOCK add_organisation
INSERT INTO know.organisation (name, name_kana, corporate_number, sector, prefecture, language, state, created_at, updated_at)
VALUES ($name, $name_kana, $corporate_number, $sector, $prefecture, $language, 'active', $now, $now) RETURNING id;

-- BLOCK add_proof
INSERT INTO know.proof (registration_id, organisation_id, method, token, sent_to, expires_at, created_at) VALUES ($registration, $organisation, $method, $token, $sent_to, $expires, $now);

-- BLOCK open_proof
SELECT token, expires_at FROM know.proof WHERE registration_id = $registration AND method = 'dns-txt' AND used_at IS NULL AND expires_at > $now ORDER BY created_at DESC LIMIT 1;

-- BLOCK use_proof
UPDATE know.proof SET used_at = $now WHERE token = $token AND used_at IS NULL AND expires_at > $now RETURNING registration_id;

-- BLOCK recent_proofs
SELECT count(*) AS count FROM know.proof WHERE organisation_id = $organisation AND created_at > $since;
