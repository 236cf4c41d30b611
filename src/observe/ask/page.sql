-- BLOCK saved
SELECT id, name, query, every, next_at, saved_at, failed_at FROM observe.saved_query
WHERE (person_id = $person::uuid OR organisation_id = ANY ($organisations::uuid[])) AND ($organisations::uuid[] = '{}' OR organisation_id IS NOT NULL) ORDER BY saved_at DESC LIMIT 200;

-- BLOCK save
INSERT INTO observe.saved_query (organisation_id, person_id, name, query, every, next_at, saved_at)
VALUES ($organisation, $person::uuid, $name, $query, $every, $next_at, $now);

-- BLOCK remove
DELETE FROM observe.saved_query WHERE id = $id AND (person_id = $person::uuid OR organisation_id = ANY ($organisations::uuid[]));

-- BLOCK results
SELECT r.id, s.name, s.query, r.ran_at, r.milliseconds, r.total, r.rows FROM observe.query_result r JOIN observe.saved_query s ON s.id = r.saved_query_id
WHERE (s.person_id = $person::uuid OR s.organisation_id = ANY ($organisations::uuid[])) ORDER BY r.ran_at DESC LIMIT 20;

-- BLOCK due
SELECT id, organisation_id, person_id, name, query, every FROM observe.saved_query WHERE next_at <= $now ORDER BY next_at LIMIT 50;

-- BLOCK keep_result
INSERT INTO observe.query_result (saved_query_id, organisation_id, ran_at, milliseconds, total, rows) VALUES ($id, $organisation, $now, $milliseconds, $total, $rows::jsonb);

-- BLOCK trim_results
DELETE FROM observe.query_result r WHERE r.saved_query_id = $id AND r.id NOT IN (SELECT id FROM observe.query_result WHERE saved_query_id = $id ORDER BY ran_at DESC LIMIT 60);

-- BLOCK set_next
UPDATE observe.saved_query SET next_at = $next_at, failed_at = $failed_at WHERE id = $id;

-- BLOCK drop_tokens
DELETE FROM observe.ask_token WHERE person_id = $person::uuid;

-- BLOCK add_token
INSERT INTO observe.ask_token (token_hash, organisation_id, person_id, made_at) VALUES ($hash, $organisation, $person::uuid, $now);

-- BLOCK by_token
SELECT organisation_id, person_id FROM observe.ask_token WHERE token_hash = $hash;

-- BLOCK person
SELECT is_operator FROM platform.public_person WHERE id = $person::uuid AND closed_at IS NULL;
