-- BLOCK profiles
-- Members that introduce themselves to everybody; the hub alone sees which organisation each is.
SELECT p.id, o.id AS organisation_id, o.name FROM know.trade_profile p JOIN know.organisation o ON o.id = p.organisation_id WHERE p.id = ANY ($ids) AND p.published_at IS NOT NULL AND o.state = 'active';

-- BLOCK found_profiles
SELECT id, name, prefecture, stars FROM know.public_profile WHERE search_text LIKE '%' || $text || '%' ORDER BY published_at DESC, id DESC LIMIT 20;

-- BLOCK one_profile
SELECT id, name, prefecture, stars FROM know.public_profile WHERE id = $id;

-- BLOCK known
SELECT name, corporate_number, email FROM know.supplier WHERE id = $id AND organisation_id = $organisation AND ended_at IS NULL;
