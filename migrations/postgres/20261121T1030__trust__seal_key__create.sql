-- The keys with which the hub seals. The private half is enciphered with the hub's secret (which is in no table) and only a
-- worker may read even that; the public half stays published after a key is retired, so that older seals still hold.
CREATE TABLE trust.seal_key (
  -- RFC 7638 thumbprint of the public half
  id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{43}$'),
  public_key jsonb NOT NULL,
  private_key text NOT NULL,
  made_at timestamptz NOT NULL,
  -- From then on nothing is sealed with it; a seal that says it was made later is refused.
  retired_at timestamptz CHECK (retired_at >= made_at)
);
CREATE UNIQUE INDEX seal_key_present ON trust.seal_key ((true)) WHERE retired_at IS NULL;
SELECT platform.guard('trust.seal_key', NULL);
REVOKE ALL ON trust.seal_key FROM kyojo_operator, kyojo_worker;
GRANT SELECT, INSERT, UPDATE (retired_at) ON trust.seal_key TO kyojo_worker;
CREATE FUNCTION trust.keep_retired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a retired key stays as it is' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER seal_key_is_final BEFORE UPDATE ON trust.seal_key FOR EACH ROW WHEN (OLD.retired_at IS NOT NULL) EXECUTE FUNCTION trust.keep_retired();
CREATE VIEW trust.public_seal_key WITH (security_barrier) AS SELECT id, public_key, made_at, retired_at FROM trust.seal_key;
GRANT SELECT ON trust.public_seal_key TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
