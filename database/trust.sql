-- Schema trust, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE trust.block (
  number bigint NOT NULL,
  first_id bigint NOT NULL,
  last_id bigint NOT NULL,
  fact_count integer NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT block_pkey PRIMARY KEY (number)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE TRIGGER block_is_final BEFORE DELETE OR UPDATE ON trust.block FOR EACH ROW EXECUTE FUNCTION platform.refuse_change()
GRANT INSERT, SELECT TO kyojo_operator
GRANT INSERT, SELECT TO kyojo_worker

TABLE trust.seal_key (
  id text NOT NULL,
  public_key jsonb NOT NULL,
  private_key text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  retired_at timestamp with time zone,
  CONSTRAINT seal_key_check CHECK (retired_at >= made_at),
  CONSTRAINT seal_key_id_check CHECK (id ~ '^[A-Za-z0-9_-]{43}$'::text),
  CONSTRAINT seal_key_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE UNIQUE INDEX seal_key_present ON trust.seal_key USING btree ((true)) WHERE retired_at IS NULL
CREATE TRIGGER seal_key_is_final BEFORE UPDATE ON trust.seal_key FOR EACH ROW WHEN (old.retired_at IS NOT NULL) EXECUTE FUNCTION trust.keep_retired()
GRANT INSERT, SELECT, UPDATE (retired_at) TO kyojo_worker

VIEW trust.public_seal_key AS
 SELECT id,
    public_key,
    made_at,
    retired_at
   FROM trust.seal_key;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

CREATE OR REPLACE FUNCTION trust.hash_of(previous text, from_id bigint, until_id bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  SELECT encode(sha256(convert_to(previous || coalesce(string_agg(
    concat_ws('|', f.id, (extract(epoch FROM f.at) * 1000000)::bigint, f.kind, f.subject, coalesce(f.organisation_id::text, ''), f.actor, f.handling, f.data::text), E'\n' ORDER BY f.id), ''), 'UTF8')), 'hex')
  FROM platform.fact f WHERE f.id BETWEEN from_id AND until_id
$function$

GRANT EXECUTE TO kyojo_operator, kyojo_worker

CREATE OR REPLACE FUNCTION trust.hold_facts()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET lock_timeout TO '300ms'
AS $function$
BEGIN
  LOCK TABLE platform.fact IN SHARE MODE;
END $function$

GRANT EXECUTE TO kyojo_worker

CREATE OR REPLACE FUNCTION trust.keep_retired()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'a retired key stays as it is' USING ERRCODE = '23514';
END $function$
