-- BLOCK by_number
SELECT number, scheme, level, stars, rules, made_at, level_since, valid_until, withdrawn_at, is_current, name, name_en, corporate_number, prefecture, policy_url, is_member
FROM know.public_declaration WHERE number = $number;

-- BLOCK by_corporate_numbers
SELECT corporate_number, number, level, stars, made_at, valid_until, name
FROM know.public_declared_number WHERE corporate_number = ANY ($numbers);
