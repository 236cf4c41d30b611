-- BLOCK hold
-- One process at a time makes or changes keys.
SELECT pg_advisory_xact_lock(hashtext('trust.seal_key'));

-- BLOCK present
SELECT id, private_key FROM trust.seal_key WHERE retired_at IS NULL;

-- BLOCK add
INSERT INTO trust.seal_key (id, public_key, private_key, made_at) VALUES ($id, $public_key, $private_key, $now);

-- BLOCK retire
UPDATE trust.seal_key SET retired_at = greatest($now, made_at) WHERE retired_at IS NULL RETURNING id;

-- BLOCK published
SELECT id, public_key, made_at, retired_at FROM trust.public_seal_key ORDER BY made_at DESC, id;
