-- Schema know, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE know.contact (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  rank smallint NOT NULL DEFAULT 1,
  role text NOT NULL DEFAULT 'security'::text,
  name text NOT NULL DEFAULT ''::text,
  email text,
  phone text NOT NULL DEFAULT ''::text,
  out_of_hours boolean NOT NULL DEFAULT false,
  language text NOT NULL DEFAULT 'ja'::text,
  confirmed_at timestamp with time zone,
  bounced_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT contact_email_check CHECK (email IS NULL OR email ~ '^[^@\s]+@[^@\s]+$'::text),
  CONSTRAINT contact_language_check CHECK (language = ANY (ARRAY['ja'::text, 'easy'::text, 'en'::text])),
  CONSTRAINT contact_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT contact_pkey PRIMARY KEY (id),
  CONSTRAINT contact_rank_check CHECK (rank >= 1 AND rank <= 99),
  CONSTRAINT contact_role_check CHECK (role = ANY (ARRAY['executive'::text, 'security'::text, 'system'::text, 'incident'::text, 'pr'::text, 'abuse'::text, 'other'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX contact_email ON know.contact USING btree (lower(email))
CREATE INDEX contact_organisation ON know.contact USING btree (organisation_id, rank, id)
GRANT DELETE, INSERT (organisation_id, rank, role, name, email, phone, out_of_hours, language, created_at, updated_at), SELECT, UPDATE (rank, role, name, phone, out_of_hours, language, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.import (
  id uuid NOT NULL DEFAULT platform.new_id(),
  name text NOT NULL,
  state text NOT NULL DEFAULT 'preview'::text,
  row_count integer NOT NULL,
  rows jsonb NOT NULL,
  faults jsonb NOT NULL,
  by_person text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  taken_at timestamp with time zone,
  CONSTRAINT import_pkey PRIMARY KEY (id),
  CONSTRAINT import_state_check CHECK (state = ANY (ARRAY['preview'::text, 'taken'::text, 'dropped'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.membership (
  person_id text NOT NULL,
  organisation_id uuid NOT NULL,
  role text NOT NULL DEFAULT 'member'::text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT membership_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT membership_pkey PRIMARY KEY (person_id, organisation_id),
  CONSTRAINT membership_role_check CHECK (role = ANY (ARRAY['owner'::text, 'member'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX membership_organisation ON know.membership USING btree (organisation_id)
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.network (
  as_number bigint NOT NULL,
  holder text NOT NULL,
  organisation_id uuid,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT network_as_number_check CHECK (as_number >= 1 AND as_number <= '4294967295'::bigint),
  CONSTRAINT network_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE SET NULL,
  CONSTRAINT network_pkey PRIMARY KEY (as_number)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX network_organisation ON know.network USING btree (organisation_id)
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.organisation (
  id uuid NOT NULL DEFAULT platform.new_id(),
  kind text NOT NULL DEFAULT 'member'::text,
  state text NOT NULL DEFAULT 'active'::text,
  name text NOT NULL,
  name_kana text NOT NULL DEFAULT ''::text,
  name_en text NOT NULL DEFAULT ''::text,
  corporate_number text,
  sector text NOT NULL DEFAULT ''::text,
  prefecture text NOT NULL DEFAULT ''::text,
  staff_count integer,
  parent_id uuid,
  language text NOT NULL DEFAULT 'ja'::text,
  postal_code text NOT NULL DEFAULT ''::text,
  postal_address text NOT NULL DEFAULT ''::text,
  external_id text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  search_text text GENERATED ALWAYS AS lower(((((((name || ' '::text) || name_kana) || ' '::text) || name_en) || ' '::text) || COALESCE(corporate_number, ''::text))) STORED,
  number_proven_at timestamp with time zone,
  CONSTRAINT organisation_corporate_number_check CHECK (corporate_number ~ '^[1-9][0-9]{12}$'::text),
  CONSTRAINT organisation_kind_check CHECK (kind = ANY (ARRAY['member'::text, 'provider'::text, 'partner'::text])),
  CONSTRAINT organisation_language_check CHECK (language = ANY (ARRAY['ja'::text, 'easy'::text, 'en'::text])),
  CONSTRAINT organisation_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT organisation_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES know.organisation(id),
  CONSTRAINT organisation_pkey PRIMARY KEY (id),
  CONSTRAINT organisation_staff_count_check CHECK (staff_count >= 0),
  CONSTRAINT organisation_state_check CHECK (state = ANY (ARRAY['applied'::text, 'active'::text, 'left'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (id = ANY (platform.my_organisations())) CHECK (id = ANY (platform.my_organisations()))
CREATE UNIQUE INDEX organisation_corporate_number ON know.organisation USING btree (corporate_number) WHERE number_proven_at IS NOT NULL AND state <> 'left'::text
CREATE UNIQUE INDEX organisation_external_id ON know.organisation USING btree (external_id) WHERE external_id IS NOT NULL
CREATE INDEX organisation_list ON know.organisation USING btree (kind, name, id)
CREATE INDEX organisation_parent ON know.organisation USING btree (parent_id) WHERE parent_id IS NOT NULL
CREATE INDEX organisation_search ON know.organisation USING gin (search_text gin_trgm_ops)
CREATE INDEX organisation_typed_number ON know.organisation USING btree (corporate_number) WHERE corporate_number IS NOT NULL
GRANT SELECT, UPDATE (name, name_kana, name_en, sector, prefecture, staff_count, language, postal_code, postal_address, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.proof (
  id uuid NOT NULL DEFAULT platform.new_id(),
  registration_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  method text NOT NULL,
  token text NOT NULL,
  sent_to text NOT NULL DEFAULT ''::text,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT proof_method_check CHECK (method = ANY (ARRAY['dns-txt'::text, 'mail'::text])),
  CONSTRAINT proof_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT proof_pkey PRIMARY KEY (id),
  CONSTRAINT proof_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES know.registration(id) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX proof_registration ON know.proof USING btree (registration_id)
CREATE UNIQUE INDEX proof_token ON know.proof USING btree (token)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.registration (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  reach text NOT NULL DEFAULT 'covering'::text,
  state text NOT NULL DEFAULT 'claimed'::text,
  proven_by text,
  proven_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT registration_check CHECK ((state = 'proven'::text) = (proven_at IS NOT NULL) OR state = 'lapsed'::text),
  CONSTRAINT registration_kind_check CHECK (kind = ANY (ARRAY['prefix'::text, 'as-number'::text, 'domain'::text, 'url'::text, 'country'::text])),
  CONSTRAINT registration_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT registration_pkey PRIMARY KEY (id),
  CONSTRAINT registration_proven_by_check CHECK (proven_by = ANY (ARRAY['dns-txt'::text, 'mail'::text, 'operator'::text, 'provider'::text, 'import'::text])),
  CONSTRAINT registration_reach_check CHECK (reach = ANY (ARRAY['covering'::text, 'exclusive'::text])),
  CONSTRAINT registration_state_check CHECK (state = ANY (ARRAY['claimed'::text, 'proven'::text, 'refused'::text, 'lapsed'::text])),
  CONSTRAINT registration_value_check CHECK (length(value) >= 1 AND length(value) <= 400)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE UNIQUE INDEX registration_once ON know.registration USING btree (organisation_id, kind, value)
CREATE INDEX registration_value ON know.registration USING btree (kind, value)
CREATE INDEX registration_waiting ON know.registration USING btree (created_at) WHERE state = 'claimed'::text
GRANT DELETE, INSERT (organisation_id, kind, value), SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.registry_version (
  one boolean NOT NULL DEFAULT true,
  version bigint NOT NULL DEFAULT 0,
  built bigint NOT NULL DEFAULT '-1'::integer,
  built_at timestamp with time zone,
  CONSTRAINT registry_version_one_check CHECK (one),
  CONSTRAINT registry_version_pkey PRIMARY KEY (one)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker
