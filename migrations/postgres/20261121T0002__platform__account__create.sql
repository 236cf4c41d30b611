-- People and how they sign in. The tables are better-auth's (core, two-factor, passkey) under our names; a test compares
-- them with what that library expects. Only `kyojo_sign_in` reads them: password hashes, authenticator secrets and sessions
-- are out of reach for every other role, and rooms see people through `platform.public_person` alone.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kyojo_sign_in') THEN
    CREATE ROLE kyojo_sign_in NOLOGIN NOINHERIT;
  END IF;
END $$;
GRANT kyojo_sign_in TO kyojo_app;
GRANT USAGE ON SCHEMA platform TO kyojo_sign_in;

-- A person who may sign in. `is_operator` is set by an invitation of the hub, never by anything a browser sends.
CREATE TABLE platform.person (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  is_operator boolean NOT NULL DEFAULT false,
  has_authenticator boolean DEFAULT false,
  language text NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'easy', 'en')),
  closed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- One signed-in browser. `expires_at` ends it in any case, `seen_at` after a time of rest; `confirmed_at` is when the person
-- last proved to be there (delicate changes ask again); `second_factor` says that more than a password was shown.
CREATE TABLE platform.person_session (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  person_id uuid NOT NULL REFERENCES platform.person ON DELETE CASCADE,
  token text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  second_factor boolean NOT NULL DEFAULT false,
  seen_at timestamptz NOT NULL DEFAULT now(),
  confirmed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX person_session_person ON platform.person_session (person_id);
CREATE INDEX person_session_expires ON platform.person_session (expires_at);

-- How a person proves who they are: a password (`credential`) or an identity provider.
CREATE TABLE platform.person_credential (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  person_id uuid NOT NULL REFERENCES platform.person ON DELETE CASCADE,
  provider_id text NOT NULL,
  account_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider_id, account_id)
);
CREATE INDEX person_credential_person ON platform.person_credential (person_id);

-- The secret an authenticator app shares with us (encrypted), and what is left of the recovery codes (encrypted).
CREATE TABLE platform.person_authenticator (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  person_id uuid NOT NULL UNIQUE REFERENCES platform.person ON DELETE CASCADE,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean DEFAULT false,
  failed_verification_count integer DEFAULT 0,
  locked_until timestamptz
);

-- Passkeys: public keys only.
CREATE TABLE platform.person_passkey (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  person_id uuid NOT NULL REFERENCES platform.person ON DELETE CASCADE,
  name text,
  public_key text NOT NULL,
  credential_id text NOT NULL UNIQUE,
  counter bigint NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  transports text,
  created_at timestamptz DEFAULT now(),
  aaguid text
);
CREATE INDEX person_passkey_person ON platform.person_passkey (person_id);

-- Steps of a sign-in under way: challenges and states, each for a few minutes.
CREATE TABLE platform.sign_in_step (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_step_identifier ON platform.sign_in_step (identifier);
CREATE INDEX sign_in_step_expires ON platform.sign_in_step (expires_at);

-- How often somebody tried lately. Keys hold an address or the hash of a mail address.
CREATE TABLE platform.sign_in_rate (
  key text PRIMARY KEY,
  count integer NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_rate_began ON platform.sign_in_rate (began_at);

-- Links that work once: an invitation, the confirmation of a mail address, a new password. The link itself is not kept:
-- it is this row's id and a seal made with the hub's secret.
CREATE TABLE platform.one_time_link (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  purpose text NOT NULL CHECK (purpose IN ('invite', 'join', 'reset', 'recover')),
  email text CHECK (email = lower(email)),
  name text,
  password text,
  person_id uuid REFERENCES platform.person ON DELETE CASCADE,
  is_operator boolean NOT NULL DEFAULT false,
  organisation_id uuid,
  organisation_role text,
  mailed boolean NOT NULL DEFAULT false,
  language text NOT NULL DEFAULT 'ja',
  made_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX one_time_link_expires ON platform.one_time_link (expires_at);

DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['person', 'person_session', 'person_credential', 'person_authenticator', 'person_passkey', 'sign_in_step', 'sign_in_rate', 'one_time_link'] LOOP
    EXECUTE format('ALTER TABLE platform.%I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY sign_in ON platform.%I TO kyojo_sign_in USING (true) WITH CHECK (true)', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON platform.%I TO kyojo_sign_in', target);
  END LOOP;
END $$;

-- What rooms may know of people: the hub all of them, a member only themselves. Nothing here helps anybody to sign in.
CREATE VIEW platform.public_person WITH (security_barrier) AS
  SELECT id, name, email, email_verified, is_operator, language, closed_at, created_at
  FROM platform.person
  WHERE current_user IN ('kyojo_operator', 'kyojo_worker') OR id::text = current_setting('kyojo.actor', true);
GRANT SELECT ON platform.public_person TO kyojo_operator, kyojo_worker, kyojo_member;
