-- BLOCK add_person
INSERT INTO platform.person (name, email, email_verified, is_operator, language)
VALUES ($name, $email, $email_verified, $is_operator, $language)
ON CONFLICT (email) DO NOTHING
RETURNING id;

-- BLOCK set_password
INSERT INTO platform.person_credential (person_id, provider_id, account_id, password)
VALUES ($person_id::uuid, 'credential', $person_id::uuid::text, $password)
ON CONFLICT (provider_id, account_id) DO UPDATE SET password = excluded.password, updated_at = now();

-- BLOCK password_hash
SELECT password FROM platform.person_credential WHERE person_id = $person_id AND provider_id = 'credential';

-- BLOCK find_person
SELECT id, name, email, email_verified, is_operator, language, closed_at FROM platform.person WHERE email = $email;

-- BLOCK person_of
SELECT id, name, email, email_verified, is_operator, language, closed_at FROM platform.person WHERE id = $id;

-- BLOCK verify_email
UPDATE platform.person SET email_verified = true, updated_at = now() WHERE id = $id;

-- BLOCK count_operators
SELECT count(*) AS count FROM platform.person WHERE is_operator AND closed_at IS NULL;

-- BLOCK lock_operators
-- Two operators who take each other's role at the same time: the second one waits and then counts one less.
SELECT id FROM platform.person WHERE is_operator AND closed_at IS NULL ORDER BY id FOR UPDATE;

-- BLOCK list_operators
SELECT p.id, p.name, p.email,
  coalesce(p.has_authenticator, false) OR EXISTS (SELECT FROM platform.person_passkey AS k WHERE k.person_id = p.id) AS has_second_factor,
  (SELECT max(s.seen_at) FROM platform.person_session AS s WHERE s.person_id = p.id) AS seen_at
FROM platform.person AS p
WHERE p.is_operator AND p.closed_at IS NULL
ORDER BY p.id;

-- BLOCK linked_since
SELECT EXISTS (
  SELECT FROM platform.person_credential WHERE person_id = $person_id AND provider_id <> 'credential' AND created_at >= $since
) AS linked;

-- BLOCK close_person
UPDATE platform.person SET closed_at = now(), updated_at = now() WHERE id = $id AND closed_at IS NULL;

-- BLOCK change_role
UPDATE platform.person SET is_operator = $is_operator, updated_at = now() WHERE id = $id AND is_operator <> $is_operator;

-- BLOCK rename_person
UPDATE platform.person SET name = $name, language = $language, updated_at = now() WHERE id = $id;

-- BLOCK end_sessions
-- All sessions of a person, or all but one.
DELETE FROM platform.person_session WHERE person_id = $person_id AND id IS DISTINCT FROM $but::uuid;

-- BLOCK end_session
DELETE FROM platform.person_session WHERE id = $id AND person_id = $person_id;

-- BLOCK session_by_token
SELECT id, person_id, second_factor FROM platform.person_session WHERE token = $token;

-- BLOCK drop_token
DELETE FROM platform.person_session WHERE token = $token;

-- BLOCK raise_session
-- A second factor was shown: the session gets another token, so that one seen before is worth nothing.
UPDATE platform.person_session SET token = $token, second_factor = true, confirmed_at = now(), updated_at = now() WHERE id = $id;

-- BLOCK confirm_session
UPDATE platform.person_session SET confirmed_at = now() WHERE id = $id;

-- BLOCK list_sessions
SELECT id, user_agent, ip_address, created_at, seen_at, second_factor FROM platform.person_session
WHERE person_id = $person_id AND expires_at > now() AND seen_at > now() - make_interval(hours => $rest_hours)
ORDER BY seen_at DESC
LIMIT 50;

-- BLOCK drop_factors
WITH passkeys AS (DELETE FROM platform.person_passkey WHERE person_id = $person_id RETURNING 1),
  authenticators AS (DELETE FROM platform.person_authenticator WHERE person_id = $person_id RETURNING 1)
UPDATE platform.person SET has_authenticator = false, updated_at = now() WHERE id = $person_id;

-- BLOCK sweep
WITH steps AS (DELETE FROM platform.sign_in_step WHERE expires_at < now() - interval '1 day' RETURNING 1),
  rates AS (DELETE FROM platform.sign_in_rate WHERE began_at < now() - interval '1 day' RETURNING 1)
DELETE FROM platform.person_session WHERE expires_at < now() OR seen_at < now() - interval '7 days';
