-- Schema platform, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE platform.fact (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  subject text NOT NULL,
  organisation_id uuid,
  actor text NOT NULL,
  handling text NOT NULL DEFAULT 'TLP:AMBER'::text,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT fact_handling_check CHECK (handling = ANY (ARRAY['TLP:CLEAR'::text, 'TLP:GREEN'::text, 'TLP:AMBER'::text, 'TLP:AMBER+STRICT'::text, 'TLP:RED'::text])),
  CONSTRAINT fact_kind_check CHECK (kind ~ '^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$'::text),
  CONSTRAINT fact_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX fact_kind ON platform.fact USING btree (kind, id)
CREATE INDEX fact_organisation ON platform.fact USING btree (organisation_id, id) WHERE organisation_id IS NOT NULL
CREATE INDEX fact_subject ON platform.fact USING btree (subject, id)
CREATE TRIGGER fact_is_final BEFORE DELETE OR UPDATE ON platform.fact FOR EACH ROW EXECUTE FUNCTION platform.refuse_change()
GRANT INSERT, SELECT TO kyojo_member
GRANT INSERT, SELECT TO kyojo_operator
GRANT INSERT, SELECT TO kyojo_worker

TABLE platform.migration (
  name text NOT NULL,
  ran_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT migration_pkey PRIMARY KEY (name)
)

NO ROW LEVEL SECURITY

TABLE platform.one_time_link (
  id uuid NOT NULL DEFAULT platform.new_id(),
  purpose text NOT NULL,
  email text,
  name text,
  password text,
  person_id uuid,
  is_operator boolean NOT NULL DEFAULT false,
  organisation_id uuid,
  organisation_role text,
  mailed boolean NOT NULL DEFAULT false,
  language text NOT NULL DEFAULT 'ja'::text,
  made_by text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT one_time_link_email_check CHECK (email = lower(email)),
  CONSTRAINT one_time_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES platform.person(id) ON DELETE CASCADE,
  CONSTRAINT one_time_link_pkey PRIMARY KEY (id),
  CONSTRAINT one_time_link_purpose_check CHECK (purpose = ANY (ARRAY['invite'::text, 'join'::text, 'reset'::text, 'recover'::text]))
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
CREATE INDEX one_time_link_expires ON platform.one_time_link USING btree (expires_at)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.person (
  id uuid NOT NULL DEFAULT platform.new_id(),
  name text NOT NULL,
  email text NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  is_operator boolean NOT NULL DEFAULT false,
  has_authenticator boolean DEFAULT false,
  language text NOT NULL DEFAULT 'ja'::text,
  closed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT person_email_check CHECK (email = lower(email) AND length(email) <= 254),
  CONSTRAINT person_email_key UNIQUE (email),
  CONSTRAINT person_language_check CHECK (language = ANY (ARRAY['ja'::text, 'easy'::text, 'en'::text])),
  CONSTRAINT person_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT person_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.person_authenticator (
  id uuid NOT NULL DEFAULT platform.new_id(),
  person_id uuid NOT NULL,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean DEFAULT false,
  failed_verification_count integer DEFAULT 0,
  locked_until timestamp with time zone,
  CONSTRAINT person_authenticator_person_id_fkey FOREIGN KEY (person_id) REFERENCES platform.person(id) ON DELETE CASCADE,
  CONSTRAINT person_authenticator_person_id_key UNIQUE (person_id),
  CONSTRAINT person_authenticator_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.person_credential (
  id uuid NOT NULL DEFAULT platform.new_id(),
  person_id uuid NOT NULL,
  provider_id text NOT NULL,
  account_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT person_credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES platform.person(id) ON DELETE CASCADE,
  CONSTRAINT person_credential_pkey PRIMARY KEY (id),
  CONSTRAINT person_credential_provider_id_account_id_key UNIQUE (provider_id, account_id)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
CREATE INDEX person_credential_person ON platform.person_credential USING btree (person_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.person_passkey (
  id uuid NOT NULL DEFAULT platform.new_id(),
  person_id uuid NOT NULL,
  name text,
  public_key text NOT NULL,
  credential_id text NOT NULL,
  counter bigint NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  transports text,
  created_at timestamp with time zone DEFAULT now(),
  aaguid text,
  CONSTRAINT person_passkey_credential_id_key UNIQUE (credential_id),
  CONSTRAINT person_passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES platform.person(id) ON DELETE CASCADE,
  CONSTRAINT person_passkey_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
CREATE INDEX person_passkey_person ON platform.person_passkey USING btree (person_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.person_session (
  id uuid NOT NULL DEFAULT platform.new_id(),
  person_id uuid NOT NULL,
  token text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ip_address text,
  user_agent text,
  second_factor boolean NOT NULL DEFAULT false,
  seen_at timestamp with time zone NOT NULL DEFAULT now(),
  confirmed_at timestamp with time zone NOT NULL DEFAULT now(),
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT person_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES platform.person(id) ON DELETE CASCADE,
  CONSTRAINT person_session_pkey PRIMARY KEY (id),
  CONSTRAINT person_session_token_key UNIQUE (token)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
CREATE INDEX person_session_expires ON platform.person_session USING btree (expires_at)
CREATE INDEX person_session_person ON platform.person_session USING btree (person_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.sign_in_rate (
  key text NOT NULL,
  count integer NOT NULL,
  began_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sign_in_rate_pkey PRIMARY KEY (key)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
CREATE INDEX sign_in_rate_began ON platform.sign_in_rate USING btree (began_at)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

TABLE platform.sign_in_step (
  id uuid NOT NULL DEFAULT platform.new_id(),
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sign_in_step_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY sign_in TO kyojo_sign_in USING (true) CHECK (true)
CREATE INDEX sign_in_step_expires ON platform.sign_in_step USING btree (expires_at)
CREATE INDEX sign_in_step_identifier ON platform.sign_in_step USING btree (identifier)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_sign_in

VIEW platform.public_person AS
 SELECT id,
    name,
    email,
    email_verified,
    is_operator,
    language,
    closed_at,
    created_at
   FROM platform.person
  WHERE (CURRENT_USER = ANY (ARRAY['kyojo_operator'::name, 'kyojo_worker'::name])) OR id::text = current_setting('kyojo.actor'::text, true);

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

CREATE OR REPLACE FUNCTION platform.guard(target regclass, organisation_column text, member_may text DEFAULT 'SELECT'::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY hub ON %s TO kyojo_operator, kyojo_worker USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO kyojo_operator, kyojo_worker', target);
  IF organisation_column IS NOT NULL THEN
    EXECUTE format('CREATE POLICY own ON %s TO kyojo_member USING (%I = ANY (platform.my_organisations())) WITH CHECK (%I = ANY (platform.my_organisations()))', target, organisation_column, organisation_column);
    EXECUTE format('GRANT %s ON %s TO kyojo_member', member_may, target);
  END IF;
END $function$

CREATE OR REPLACE FUNCTION platform.my_organisations()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  SELECT coalesce(nullif(current_setting('kyojo.organisations', true), ''), '{}')::uuid[]
$function$

CREATE OR REPLACE FUNCTION platform.new_id()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$function$

CREATE OR REPLACE FUNCTION platform.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'facts are only ever added';
END $function$
