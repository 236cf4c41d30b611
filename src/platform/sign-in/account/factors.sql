-- BLOCK find_authenticator
SELECT id, secret, backup_codes, verified FROM platform.person_authenticator WHERE person_id = $person_id;

-- BLOCK keep_secret
-- A secret that waits for its first code. One in use is never replaced by this.
INSERT INTO platform.person_authenticator (person_id, secret, backup_codes, verified)
VALUES ($person_id, $secret, $backup_codes, false)
ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret WHERE NOT coalesce(person_authenticator.verified, false);

-- BLOCK keep_codes
UPDATE platform.person_authenticator SET backup_codes = $backup_codes WHERE person_id = $person_id;

-- BLOCK retire_secret
-- The app is gone, the recovery codes stay with the passkeys: the row keeps them beside a secret nobody knows.
WITH retired AS (
  UPDATE platform.person_authenticator SET secret = $secret, verified = false, failed_verification_count = 0, locked_until = NULL
  WHERE person_id = $person_id
  RETURNING 1
)
UPDATE platform.person SET has_authenticator = false, updated_at = now() WHERE id = $person_id;

-- BLOCK forget_codes
-- Nothing is left to recover: no app, no passkey.
DELETE FROM platform.person_authenticator
WHERE person_id = $person_id AND NOT coalesce(verified, false)
  AND NOT EXISTS (SELECT FROM platform.person_passkey WHERE person_id = $person_id);

-- BLOCK list_passkeys
SELECT id, name, device_type, backed_up, aaguid, created_at FROM platform.person_passkey WHERE person_id = $person_id ORDER BY created_at;

-- BLOCK drop_passkey
DELETE FROM platform.person_passkey WHERE id = $id AND person_id = $person_id;
