-- Roles. `kyojo_app` is what the processes log in as: it owns nothing, cannot bypass row-level security and has no rights
-- of its own; each transaction steps into exactly one of the others.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['kyojo_public', 'kyojo_member', 'kyojo_operator', 'kyojo_worker', 'kyojo_jobs'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kyojo_app') THEN
    CREATE ROLE kyojo_app LOGIN NOINHERIT;
  END IF;
END $$;
GRANT kyojo_public, kyojo_member, kyojo_operator, kyojo_worker, kyojo_jobs TO kyojo_app;
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO kyojo_app', current_database()); END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA platform TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;

-- A time-ordered id (UUID version 7, RFC 9562 section 5.7), also on servers before PostgreSQL 18.
CREATE FUNCTION platform.new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- The organisations whose rows exist for the present transaction (set by the process, see Database.as).
CREATE FUNCTION platform.my_organisations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('kyojo.organisations', true), ''), '{}')::uuid[]
$$;

-- Gives one table its row-level security: the hub (operators and workers) sees all, a member sees its organisation's rows.
-- `columns` lists the privileges a member has on the table.
CREATE FUNCTION platform.guard(target regclass, organisation_column text, member_may text DEFAULT 'SELECT') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY hub ON %s TO kyojo_operator, kyojo_worker USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO kyojo_operator, kyojo_worker', target);
  IF organisation_column IS NOT NULL THEN
    EXECUTE format('CREATE POLICY own ON %s TO kyojo_member USING (%I = ANY (platform.my_organisations())) WITH CHECK (%I = ANY (platform.my_organisations()))', target, organisation_column, organisation_column);
    EXECUTE format('GRANT %s ON %s TO kyojo_member', member_may, target);
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION platform.guard FROM PUBLIC;
