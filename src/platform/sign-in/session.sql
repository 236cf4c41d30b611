-- BLOCK find_session
-- Every page of a signed-in person begins with this: one look by the token, prepared once per connection.
SELECT
  s.id,
  s.person_id AS "personId",
  p.name,
  p.email,
  p.is_operator AS "isOperator",
  s.second_factor AS "secondFactor",
  coalesce(p.has_authenticator, false) AS "hasAuthenticator",
  EXISTS (SELECT FROM platform.person_passkey AS k WHERE k.person_id = p.id) AS "hasPasskey",
  EXISTS (SELECT FROM platform.person_credential AS c WHERE c.person_id = p.id AND c.password IS NOT NULL) AS "hasPassword",
  s.confirmed_at > now() - make_interval(mins => $confirmed_minutes) AS confirmed,
  s.seen_at < now() - interval '5 minutes' AS stale
FROM platform.person_session AS s
JOIN platform.person AS p ON p.id = s.person_id
WHERE s.token = $token
  AND s.expires_at > now()
  AND s.seen_at > now() - make_interval(hours => $rest_hours)
  AND p.closed_at IS NULL;

-- BLOCK touch_session
UPDATE platform.person_session SET seen_at = now() WHERE id = $id;
