-- BLOCK make_link
INSERT INTO platform.one_time_link
  (purpose, email, name, password, person_id, is_operator, organisation_id, organisation_role, mailed, language, made_by, expires_at)
VALUES
  ($purpose, $email, $name, $password, $person_id, $is_operator, $organisation_id, $organisation_role, $mailed, $language, $made_by,
   now() + make_interval(hours => $hours))
RETURNING id;

-- BLOCK find_link
SELECT id, purpose, email, name, password, person_id, is_operator, organisation_id, organisation_role, mailed, language, made_by, expires_at
FROM platform.one_time_link
WHERE id = $id AND used_at IS NULL AND expires_at > now();

-- BLOCK use_link
-- Whoever comes second finds no row: the update waits for the first one's transaction and then sees `used_at`.
UPDATE platform.one_time_link SET used_at = now(), password = NULL
WHERE id = $id AND used_at IS NULL AND expires_at > now()
RETURNING id, purpose, email, name, person_id, is_operator, organisation_id, organisation_role, mailed, language, made_by, expires_at;

-- BLOCK end_console_links
-- Recoveries come from the console as well and stay: they open one known account.
UPDATE platform.one_time_link SET used_at = now()
WHERE purpose = 'invite' AND made_by = 'console' AND used_at IS NULL;

-- BLOCK drop_old_links
DELETE FROM platform.one_time_link WHERE expires_at < now() - interval '30 days';
