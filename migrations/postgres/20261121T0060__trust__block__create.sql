-- trust: facts are chained by hash, so that one removed or altered shows.
CREATE SCHEMA trust;
GRANT USAGE ON SCHEMA trust TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;

-- A block covers all facts from first_id to last_id; its hash covers them and the block before.
CREATE TABLE trust.block (
  number bigint PRIMARY KEY,
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  fact_count int NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  made_at timestamptz NOT NULL
);
SELECT platform.guard('trust.block', NULL);
REVOKE UPDATE, DELETE ON trust.block FROM kyojo_operator, kyojo_worker;
CREATE TRIGGER block_is_final BEFORE UPDATE OR DELETE ON trust.block FOR EACH ROW EXECUTE FUNCTION platform.refuse_change();

-- The hash of the facts in a range, after another hash. Every column counts; times as microseconds, so that no session's zone matters.
CREATE FUNCTION trust.hash_of(previous text, from_id bigint, until_id bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(previous || coalesce(string_agg(
    concat_ws('|', f.id, (extract(epoch FROM f.at) * 1000000)::bigint, f.kind, f.subject, coalesce(f.organisation_id::text, ''), f.actor, f.handling, f.data::text), E'\n' ORDER BY f.id), ''), 'UTF8')), 'hex')
  FROM platform.fact f WHERE f.id BETWEEN from_id AND until_id
$$;
REVOKE EXECUTE ON FUNCTION trust.hash_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trust.hash_of TO kyojo_operator, kyojo_worker;

-- Takes a short lock that lets no fact be half written while a block is closed; gives up at once when somebody writes for long.
CREATE FUNCTION trust.hold_facts() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '300ms' AS $$
BEGIN
  LOCK TABLE platform.fact IN SHARE MODE;
END $$;
REVOKE EXECUTE ON FUNCTION trust.hold_facts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trust.hold_facts TO kyojo_worker;
