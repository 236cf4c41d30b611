-- know: who the members are, how they are reached, and what is registered as theirs.
CREATE SCHEMA know;
GRANT USAGE ON SCHEMA know TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- 組織: a member organisation, a provider (AS holder) or a partner (chamber, help team).
CREATE TABLE know.organisation (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  kind text NOT NULL DEFAULT 'member' CHECK (kind IN ('member', 'provider', 'partner')),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('applied', 'active', 'left')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_kana text NOT NULL DEFAULT '',
  name_en text NOT NULL DEFAULT '',
  -- 法人番号: 13 digits with a check digit (National Tax Agency)
  corporate_number text CHECK (corporate_number ~ '^[1-9][0-9]{12}$'),
  sector text NOT NULL DEFAULT '',
  prefecture text NOT NULL DEFAULT '',
  staff_count int CHECK (staff_count >= 0),
  parent_id uuid REFERENCES know.organisation,
  language text NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'easy', 'en')),
  -- Where a printed letter goes.
  postal_code text NOT NULL DEFAULT '',
  postal_address text NOT NULL DEFAULT '',
  -- The name under which an import finds it again.
  external_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  search_text text GENERATED ALWAYS AS (lower(name || ' ' || name_kana || ' ' || name_en || ' ' || coalesce(corporate_number, ''))) STORED
);
CREATE UNIQUE INDEX organisation_corporate_number ON know.organisation (corporate_number) WHERE corporate_number IS NOT NULL AND state <> 'left';
CREATE UNIQUE INDEX organisation_external_id ON know.organisation (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX organisation_search ON know.organisation USING gin (search_text gin_trgm_ops);
CREATE INDEX organisation_list ON know.organisation (kind, name, id);
CREATE INDEX organisation_parent ON know.organisation (parent_id) WHERE parent_id IS NOT NULL;
SELECT platform.guard('know.organisation', 'id', 'SELECT, UPDATE (name, name_kana, name_en, sector, prefecture, staff_count, language, postal_code, postal_address, updated_at)');

-- 連絡先: whom to tell, in their order. The first is told first.
CREATE TABLE know.contact (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  rank smallint NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 99),
  role text NOT NULL DEFAULT 'security' CHECK (role IN ('executive', 'security', 'system', 'incident', 'pr', 'abuse', 'other')),
  name text NOT NULL DEFAULT '',
  email text CHECK (email IS NULL OR email ~ '^[^@\s]+@[^@\s]+$'),
  phone text NOT NULL DEFAULT '',
  out_of_hours boolean NOT NULL DEFAULT false,
  language text NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'easy', 'en')),
  confirmed_at timestamptz,
  -- The last mail came back: this contact is not told until somebody looks.
  bounced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contact_organisation ON know.contact (organisation_id, rank, id);
CREATE INDEX contact_email ON know.contact (lower(email));
SELECT platform.guard('know.contact', 'organisation_id', 'SELECT, INSERT, UPDATE, DELETE');

-- What is registered as an organisation's own: the loop matches observations against the proven ones.
CREATE TABLE know.registration (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('prefix', 'as-number', 'domain', 'url', 'country')),
  -- prefix: CIDR or first-last; as-number: digits; domain: A-labels in lower case; country: ISO 3166-1 alpha-2
  value text NOT NULL CHECK (length(value) BETWEEN 1 AND 400),
  -- covering: hears everything below, also where others registered something more specific; exclusive: takes it from the holders above
  reach text NOT NULL DEFAULT 'covering' CHECK (reach IN ('covering', 'exclusive')),
  state text NOT NULL DEFAULT 'claimed' CHECK (state IN ('claimed', 'proven', 'refused', 'lapsed')),
  proven_by text CHECK (proven_by IN ('dns-txt', 'mail', 'operator', 'provider', 'import')),
  proven_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((state = 'proven') = (proven_at IS NOT NULL) OR state = 'lapsed')
);
CREATE UNIQUE INDEX registration_once ON know.registration (organisation_id, kind, value);
CREATE INDEX registration_value ON know.registration (kind, value);
CREATE INDEX registration_waiting ON know.registration (created_at) WHERE state = 'claimed';
SELECT platform.guard('know.registration', 'organisation_id', 'SELECT, DELETE');
-- A member may claim, never prove: only claimed rows can be inserted.
GRANT INSERT (organisation_id, kind, value) ON know.registration TO kyojo_member;

-- One attempt to prove control: the token a DNS TXT record or a mail link must bring back.
CREATE TABLE know.proof (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  registration_id uuid NOT NULL REFERENCES know.registration ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  method text NOT NULL CHECK (method IN ('dns-txt', 'mail')),
  token text NOT NULL,
  sent_to text NOT NULL DEFAULT '',
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX proof_token ON know.proof (token);
CREATE INDEX proof_registration ON know.proof (registration_id);
SELECT platform.guard('know.proof', NULL);

-- Who acts for an organisation.
CREATE TABLE know.membership (
  person_id text NOT NULL,
  organisation_id uuid NOT NULL REFERENCES know.organisation ON DELETE CASCADE,
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'member')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, organisation_id)
);
CREATE INDEX membership_organisation ON know.membership (organisation_id);
SELECT platform.guard('know.membership', 'organisation_id', 'SELECT');

-- AS番号: holders of the routing table; `organisation_id` is the provider that gets the lists.
CREATE TABLE know.network (
  as_number bigint PRIMARY KEY CHECK (as_number BETWEEN 1 AND 4294967295),
  holder text NOT NULL,
  organisation_id uuid REFERENCES know.organisation ON DELETE SET NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX network_organisation ON know.network (organisation_id);
SELECT platform.guard('know.network', 'organisation_id', 'SELECT');

-- Bumped in the transaction of each change of proven registrations, so that the matching tables are rebuilt once per change.
CREATE TABLE know.registry_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL DEFAULT 0,
  built bigint NOT NULL DEFAULT -1,
  built_at timestamptz
);
INSERT INTO know.registry_version DEFAULT VALUES;
SELECT platform.guard('know.registry_version', NULL);

-- A file of organisations on its way in: read, shown with its errors, taken over or thrown away.
CREATE TABLE know.import (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  name text NOT NULL,
  state text NOT NULL DEFAULT 'preview' CHECK (state IN ('preview', 'taken', 'dropped')),
  row_count int NOT NULL,
  rows jsonb NOT NULL,
  faults jsonb NOT NULL,
  by_person text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  taken_at timestamptz
);
SELECT platform.guard('know.import', NULL);
