-- Schema know, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE know.assessment (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid,
  questionnaire text NOT NULL,
  version integer NOT NULL,
  series integer NOT NULL,
  about text NOT NULL DEFAULT ''::text,
  profile jsonb NOT NULL DEFAULT '{}'::jsonb,
  answers jsonb NOT NULL DEFAULT '{}'::jsonb,
  trade text,
  size_band smallint,
  score double precision,
  parts jsonb,
  secret_hash text,
  expires_at timestamp with time zone,
  counted_in uuid,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  claimed_at timestamp with time zone,
  CONSTRAINT assessment_about_check CHECK (length(about) <= 200),
  CONSTRAINT assessment_check CHECK (series >= 1 AND series <= version),
  CONSTRAINT assessment_check1 CHECK ((organisation_id IS NULL) = (secret_hash IS NOT NULL)),
  CONSTRAINT assessment_check2 CHECK ((secret_hash IS NULL) = (expires_at IS NULL)),
  CONSTRAINT assessment_check3 CHECK ((finished_at IS NULL) = (score IS NULL)),
  CONSTRAINT assessment_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT assessment_pkey PRIMARY KEY (id),
  CONSTRAINT assessment_questionnaire_check CHECK (questionnaire ~ '^[a-z][a-z0-9-]*$'::text),
  CONSTRAINT assessment_score_check CHECK (score >= 0::double precision AND score <= 1::double precision),
  CONSTRAINT assessment_version_check CHECK (version >= 1)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX assessment_counted ON know.assessment USING btree (counted_in) WHERE counted_in IS NOT NULL
CREATE INDEX assessment_expires ON know.assessment USING btree (expires_at) WHERE expires_at IS NOT NULL
CREATE INDEX assessment_organisation ON know.assessment USING btree (organisation_id, questionnaire, finished_at DESC) WHERE organisation_id IS NOT NULL
CREATE UNIQUE INDEX assessment_secret ON know.assessment USING btree (secret_hash) WHERE secret_hash IS NOT NULL
CREATE INDEX assessment_waiting ON know.assessment USING btree (questionnaire, series, trade, size_band) WHERE counted_in IS NULL AND finished_at IS NOT NULL AND organisation_id IS NOT NULL
CREATE TRIGGER assessment_is_final BEFORE UPDATE OF questionnaire, version, series, profile, answers, trade, size_band, score, parts, finished_at ON know.assessment FOR EACH ROW WHEN (old.finished_at IS NOT NULL) EXECUTE FUNCTION know.keep_finished()
GRANT DELETE, INSERT (id, organisation_id, questionnaire, version, series, about, profile, answers, started_at, changed_at), SELECT, UPDATE (about, profile, answers, trade, size_band, score, parts, changed_at, finished_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.assessment_batch (
  id uuid NOT NULL DEFAULT platform.new_id(),
  questionnaire text NOT NULL,
  series integer NOT NULL,
  trade text,
  size_band smallint,
  count integer NOT NULL,
  sums jsonb NOT NULL,
  formed_at timestamp with time zone NOT NULL DEFAULT now(),
  retired_at timestamp with time zone,
  CONSTRAINT assessment_batch_count_check CHECK (count >= 10),
  CONSTRAINT assessment_batch_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX assessment_batch_series ON know.assessment_batch USING btree (questionnaire, series)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.asset (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  identity text NOT NULL,
  area text NOT NULL DEFAULT ''::text,
  users text,
  keeper text,
  medium text,
  place text,
  personal text[],
  confidentiality smallint,
  integrity smallint,
  availability smallint,
  importance smallint NOT NULL DEFAULT 0,
  retention text,
  vendor text,
  product text,
  version text,
  serial text,
  cpe text,
  addresses text[],
  domains text[],
  provider text,
  second_factor boolean,
  assessed boolean,
  responsibility text,
  ends_on date,
  note text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT asset_area_check CHECK (length(area) <= 60),
  CONSTRAINT asset_availability_check CHECK (availability >= 1 AND availability <= 3),
  CONSTRAINT asset_confidentiality_check CHECK (confidentiality >= 1 AND confidentiality <= 3),
  CONSTRAINT asset_id_organisation_id_key UNIQUE (id, organisation_id),
  CONSTRAINT asset_importance_check CHECK (importance >= 0 AND importance <= 3),
  CONSTRAINT asset_integrity_check CHECK (integrity >= 1 AND integrity <= 3),
  CONSTRAINT asset_kind_check CHECK (kind = ANY (ARRAY['information'::text, 'system'::text, 'device'::text, 'cloud'::text, 'contract'::text])),
  CONSTRAINT asset_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT asset_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT asset_personal_check CHECK (personal <@ ARRAY['ordinary'::text, 'sensitive'::text, 'number'::text, 'card'::text]),
  CONSTRAINT asset_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX asset_cpe ON know.asset USING btree (cpe text_pattern_ops) WHERE cpe IS NOT NULL
CREATE INDEX asset_ends ON know.asset USING btree (ends_on) WHERE ends_on IS NOT NULL
CREATE INDEX asset_list ON know.asset USING btree (organisation_id, importance DESC, name, id)
CREATE UNIQUE INDEX asset_once ON know.asset USING btree (organisation_id, identity)
GRANT DELETE, INSERT, SELECT, UPDATE (kind, name, identity, area, users, keeper, medium, place, personal, confidentiality, integrity, availability, importance, retention, vendor, product, version, serial, cpe, addresses, domains, provider, second_factor, assessed, responsibility, ends_on, note, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.asset_import (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'preview'::text,
  told jsonb NOT NULL,
  rows jsonb NOT NULL,
  row_count integer NOT NULL,
  faults jsonb NOT NULL,
  fault_count integer NOT NULL,
  by_person text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  taken_at timestamp with time zone,
  CONSTRAINT asset_import_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT asset_import_pkey PRIMARY KEY (id),
  CONSTRAINT asset_import_state_check CHECK (state = ANY (ARRAY['preview'::text, 'taken'::text, 'dropped'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX asset_import_newest ON know.asset_import USING btree (organisation_id, created_at DESC)
GRANT DELETE, INSERT, SELECT, UPDATE (state, rows, faults, taken_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.asset_suggestion (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  seen_as text NOT NULL,
  place text NOT NULL,
  shown_by text[] NOT NULL,
  first_seen_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'open'::text,
  note text NOT NULL DEFAULT ''::text,
  asset_id uuid,
  decided_at timestamp with time zone,
  CONSTRAINT asset_suggestion_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES know.asset(id) ON DELETE SET NULL,
  CONSTRAINT asset_suggestion_note_check CHECK (length(note) <= 400),
  CONSTRAINT asset_suggestion_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT asset_suggestion_organisation_id_place_seen_as_key UNIQUE (organisation_id, place, seen_as),
  CONSTRAINT asset_suggestion_pkey PRIMARY KEY (id),
  CONSTRAINT asset_suggestion_place_check CHECK (length(place) <= 400),
  CONSTRAINT asset_suggestion_state_check CHECK (state = ANY (ARRAY['open'::text, 'taken'::text, 'not-ours'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX asset_suggestion_open ON know.asset_suggestion USING btree (organisation_id, state, last_seen_at DESC, id DESC)
GRANT SELECT, UPDATE (state, note, asset_id, decided_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

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

TABLE know.declaration (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  number text NOT NULL,
  scheme text NOT NULL,
  level text NOT NULL,
  stars smallint NOT NULL,
  rules integer NOT NULL,
  made_at timestamp with time zone NOT NULL,
  level_since timestamp with time zone NOT NULL,
  valid_until timestamp with time zone NOT NULL,
  withdrawn_at timestamp with time zone,
  is_current boolean NOT NULL DEFAULT true,
  agreed text[] NOT NULL DEFAULT '{}'::text[],
  policy_on date,
  policy_url text NOT NULL DEFAULT ''::text,
  prefecture text NOT NULL DEFAULT ''::text,
  trade text NOT NULL DEFAULT ''::text,
  size_band integer,
  reminded_at timestamp with time zone,
  CONSTRAINT declaration_check CHECK (withdrawn_at IS NULL OR NOT is_current),
  CONSTRAINT declaration_number_check CHECK (number ~ '^[0-9A-HJKMNP-TV-Z]{10}$'::text),
  CONSTRAINT declaration_number_key UNIQUE (number),
  CONSTRAINT declaration_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT declaration_pkey PRIMARY KEY (id),
  CONSTRAINT declaration_policy_url_check CHECK (length(policy_url) <= 500),
  CONSTRAINT declaration_stars_check CHECK (stars >= 1 AND stars <= 5)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE UNIQUE INDEX declaration_current ON know.declaration USING btree (organisation_id, scheme) WHERE is_current
CREATE INDEX declaration_ends ON know.declaration USING btree (valid_until) WHERE is_current
CREATE INDEX declaration_organisation ON know.declaration USING btree (organisation_id, made_at DESC)
CREATE TRIGGER declaration_told AFTER INSERT OR UPDATE ON know.declaration FOR EACH ROW EXECUTE FUNCTION know.tell_customers()
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.declaration_count (
  dimension text NOT NULL,
  value text NOT NULL,
  stars smallint NOT NULL,
  count integer NOT NULL,
  counted_at timestamp with time zone NOT NULL,
  CONSTRAINT declaration_count_dimension_check CHECK (dimension = ANY (ARRAY['total'::text, 'star'::text, 'prefecture'::text, 'trade'::text, 'size'::text, 'month'::text])),
  CONSTRAINT declaration_count_pkey PRIMARY KEY (dimension, value, stars)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.declaration_event (
  id uuid NOT NULL DEFAULT platform.new_id(),
  declaration_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  at timestamp with time zone NOT NULL,
  level text,
  stars smallint,
  rules integer,
  valid_until timestamp with time zone,
  by text,
  reason text NOT NULL DEFAULT ''::text,
  CONSTRAINT declaration_event_by_check CHECK (by = ANY (ARRAY['organisation'::text, 'hub'::text])),
  CONSTRAINT declaration_event_check CHECK ((kind = 'withdrawn'::text) = (level IS NULL)),
  CONSTRAINT declaration_event_check1 CHECK ((kind = 'withdrawn'::text) = (by IS NOT NULL)),
  CONSTRAINT declaration_event_declaration_id_fkey FOREIGN KEY (declaration_id) REFERENCES know.declaration(id) ON DELETE CASCADE,
  CONSTRAINT declaration_event_kind_check CHECK (kind = ANY (ARRAY['made'::text, 'renewed'::text, 'changed'::text, 'withdrawn'::text])),
  CONSTRAINT declaration_event_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT declaration_event_pkey PRIMARY KEY (id),
  CONSTRAINT declaration_event_reason_check CHECK (length(reason) <= 500)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX declaration_event_of ON know.declaration_event USING btree (declaration_id, at, id)
CREATE INDEX declaration_event_organisation ON know.declaration_event USING btree (organisation_id)
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.disposal (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  supplier_id uuid,
  by_whom text NOT NULL DEFAULT ''::text,
  what text NOT NULL,
  count integer NOT NULL DEFAULT 1,
  method text NOT NULL,
  handed_on date NOT NULL,
  due_on date NOT NULL,
  certificate_on date,
  certificate_reference text NOT NULL DEFAULT ''::text,
  warned_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  mailed_at timestamp with time zone,
  CONSTRAINT disposal_by_whom_check CHECK (length(by_whom) <= 200),
  CONSTRAINT disposal_certificate_reference_check CHECK (length(certificate_reference) <= 300),
  CONSTRAINT disposal_check CHECK (due_on >= handed_on),
  CONSTRAINT disposal_count_check CHECK (count >= 1 AND count <= 100000),
  CONSTRAINT disposal_method_check CHECK (method = ANY (ARRAY['erase'::text, 'destroy'::text])),
  CONSTRAINT disposal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT disposal_pkey PRIMARY KEY (id),
  CONSTRAINT disposal_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES know.supplier(id) ON DELETE SET NULL,
  CONSTRAINT disposal_what_check CHECK (length(what) >= 1 AND length(what) <= 300)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX disposal_organisation ON know.disposal USING btree (organisation_id, handed_on DESC, id DESC)
CREATE INDEX disposal_waiting ON know.disposal USING btree (due_on) WHERE certificate_on IS NULL
GRANT INSERT (organisation_id, supplier_id, by_whom, what, count, method, handed_on, due_on, created_at, updated_at), SELECT, UPDATE (certificate_on, certificate_reference, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.disposal_certificate (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  disposal_id uuid NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  size integer NOT NULL,
  sha256 text NOT NULL,
  body bytea NOT NULL,
  handed_by text NOT NULL,
  handed_at timestamp with time zone NOT NULL,
  CONSTRAINT disposal_certificate_check CHECK (octet_length(body) = size),
  CONSTRAINT disposal_certificate_disposal_id_fkey FOREIGN KEY (disposal_id) REFERENCES know.disposal(id) ON DELETE CASCADE,
  CONSTRAINT disposal_certificate_disposal_id_key UNIQUE (disposal_id),
  CONSTRAINT disposal_certificate_handed_by_check CHECK (length(handed_by) <= 200),
  CONSTRAINT disposal_certificate_name_check CHECK (length(name) >= 1 AND length(name) <= 120),
  CONSTRAINT disposal_certificate_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT disposal_certificate_pkey PRIMARY KEY (id),
  CONSTRAINT disposal_certificate_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT disposal_certificate_size_check CHECK (size >= 1 AND size <= 5242880),
  CONSTRAINT disposal_certificate_type_check CHECK (type = ANY (ARRAY['application/pdf'::text, 'image/png'::text, 'image/jpeg'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX disposal_certificate_organisation ON know.disposal_certificate USING btree (organisation_id)
GRANT SELECT TO kyojo_member
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

TABLE know.link_try (
  key text NOT NULL,
  count integer NOT NULL,
  began_at timestamp with time zone NOT NULL,
  CONSTRAINT link_try_pkey PRIMARY KEY (key)
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
CREATE TRIGGER organisation_told AFTER UPDATE OF number_proven_at, corporate_number, state ON know.organisation FOR EACH ROW WHEN (new.number_proven_at IS DISTINCT FROM old.number_proven_at OR new.state <> old.state OR new.corporate_number IS DISTINCT FROM old.corporate_number) EXECUTE FUNCTION know.tell_customers()
GRANT SELECT, UPDATE (name, name_kana, name_en, sector, prefecture, staff_count, language, postal_code, postal_address, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.paper (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  template text NOT NULL,
  template_version integer NOT NULL,
  number integer NOT NULL,
  next_review_on date NOT NULL,
  told_version integer NOT NULL DEFAULT 0,
  told_review_on date,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT paper_id_organisation_id_key UNIQUE (id, organisation_id),
  CONSTRAINT paper_number_check CHECK (number >= 1),
  CONSTRAINT paper_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT paper_organisation_id_template_key UNIQUE (organisation_id, template),
  CONSTRAINT paper_pkey PRIMARY KEY (id),
  CONSTRAINT paper_template_check CHECK (template ~ '^[a-z][a-z0-9-]*$'::text),
  CONSTRAINT paper_template_version_check CHECK (template_version >= 1)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX paper_template ON know.paper USING btree (template, template_version)
CREATE INDEX paper_untold ON know.paper USING btree (next_review_on) WHERE told_review_on IS DISTINCT FROM next_review_on
GRANT INSERT (organisation_id, template, template_version, number, next_review_on, updated_at), SELECT, UPDATE (template_version, number, next_review_on, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.paper_answers (
  organisation_id uuid NOT NULL,
  told jsonb NOT NULL DEFAULT '{}'::jsonb,
  language text NOT NULL DEFAULT 'ja'::text,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT paper_answers_language_check CHECK (language = ANY (ARRAY['ja'::text, 'easy'::text, 'en'::text])),
  CONSTRAINT paper_answers_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT paper_answers_pkey PRIMARY KEY (organisation_id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT INSERT, SELECT, UPDATE (told, language, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.paper_version (
  id uuid NOT NULL DEFAULT platform.new_id(),
  paper_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  number integer NOT NULL,
  template_version integer NOT NULL,
  language text NOT NULL,
  approver text NOT NULL DEFAULT ''::text,
  in_force_on date NOT NULL,
  next_review_on date NOT NULL,
  note text NOT NULL,
  made_of jsonb NOT NULL,
  changes jsonb NOT NULL DEFAULT '[]'::jsonb,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT paper_version_approver_check CHECK (length(approver) <= 100),
  CONSTRAINT paper_version_language_check CHECK (language = ANY (ARRAY['ja'::text, 'easy'::text, 'en'::text])),
  CONSTRAINT paper_version_note_check CHECK (length(note) <= 500),
  CONSTRAINT paper_version_number_check CHECK (number >= 1),
  CONSTRAINT paper_version_paper_id_number_key UNIQUE (paper_id, number),
  CONSTRAINT paper_version_paper_id_organisation_id_fkey FOREIGN KEY (paper_id, organisation_id) REFERENCES know.paper(id, organisation_id) ON DELETE CASCADE,
  CONSTRAINT paper_version_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX paper_version_organisation ON know.paper_version USING btree (organisation_id, made_at DESC)
GRANT INSERT, SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.paper_wording (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  template text NOT NULL,
  article text NOT NULL,
  language text NOT NULL,
  model text NOT NULL,
  own text NOT NULL,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT paper_wording_language_check CHECK (language = ANY (ARRAY['ja'::text, 'easy'::text, 'en'::text])),
  CONSTRAINT paper_wording_model_check CHECK (length(model) <= 2000),
  CONSTRAINT paper_wording_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT paper_wording_own_check CHECK (length(own) <= 2000),
  CONSTRAINT paper_wording_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE UNIQUE INDEX paper_wording_once ON know.paper_wording USING btree (organisation_id, template, language, md5(model))
GRANT DELETE, INSERT, SELECT, UPDATE (model, own, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.plan_step (
  id uuid NOT NULL DEFAULT platform.new_id(),
  assessment_id uuid NOT NULL,
  organisation_id uuid,
  rank smallint NOT NULL,
  question text NOT NULL,
  kind text NOT NULL,
  owner text NOT NULL DEFAULT ''::text,
  due_on date NOT NULL,
  state text NOT NULL DEFAULT 'open'::text,
  done_at timestamp with time zone,
  help_asked_at timestamp with time zone,
  reminded_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT plan_step_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES know.assessment(id) ON DELETE CASCADE,
  CONSTRAINT plan_step_assessment_id_rank_key UNIQUE (assessment_id, rank),
  CONSTRAINT plan_step_kind_check CHECK (kind = ANY (ARRAY['do'::text, 'finish'::text, 'find-out'::text])),
  CONSTRAINT plan_step_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT plan_step_owner_check CHECK (length(owner) <= 100),
  CONSTRAINT plan_step_pkey PRIMARY KEY (id),
  CONSTRAINT plan_step_rank_check CHECK (rank >= 1 AND rank <= 5),
  CONSTRAINT plan_step_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX plan_step_due ON know.plan_step USING btree (due_on) WHERE state = 'open'::text AND organisation_id IS NOT NULL
CREATE INDEX plan_step_organisation ON know.plan_step USING btree (organisation_id, state, due_on) WHERE organisation_id IS NOT NULL
GRANT DELETE, INSERT (assessment_id, organisation_id, rank, question, kind, due_on, created_at, updated_at), SELECT, UPDATE (owner, due_on, state, done_at, help_asked_at, updated_at) TO kyojo_member
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

TABLE know.questionnaire (
  id uuid NOT NULL DEFAULT platform.new_id(),
  name text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL DEFAULT 'draft'::text,
  body jsonb NOT NULL,
  copied_from text NOT NULL DEFAULT ''::text,
  made_by text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  published_at timestamp with time zone,
  CONSTRAINT questionnaire_check CHECK ((state = 'published'::text) = (published_at IS NOT NULL)),
  CONSTRAINT questionnaire_name_check CHECK (name ~ '^[a-z][a-z0-9-]*$'::text AND length(name) <= 60),
  CONSTRAINT questionnaire_name_version_key UNIQUE (name, version),
  CONSTRAINT questionnaire_pkey PRIMARY KEY (id),
  CONSTRAINT questionnaire_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text])),
  CONSTRAINT questionnaire_version_check CHECK (version >= 1)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE TRIGGER questionnaire_is_final BEFORE DELETE OR UPDATE ON know.questionnaire FOR EACH ROW WHEN (old.state = 'published'::text) EXECUTE FUNCTION know.keep_published()
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

TABLE know.risk (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  asset_id uuid NOT NULL,
  nature text NOT NULL DEFAULT 'threat'::text,
  scenario text NOT NULL DEFAULT ''::text,
  base_version integer NOT NULL DEFAULT 0,
  story text NOT NULL DEFAULT ''::text,
  value smallint NOT NULL,
  threat smallint NOT NULL,
  vulnerability smallint NOT NULL,
  assumed text[] NOT NULL DEFAULT '{}'::text[],
  likelihood smallint NOT NULL,
  score smallint NOT NULL,
  treatment text NOT NULL DEFAULT 'undecided'::text,
  aimed smallint NOT NULL DEFAULT 1,
  residual smallint NOT NULL,
  measure text NOT NULL DEFAULT ''::text,
  owner text NOT NULL DEFAULT ''::text,
  review_on date,
  told_review_on date,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT risk_aimed_check CHECK (aimed >= 1 AND aimed <= 3),
  CONSTRAINT risk_asset_id_organisation_id_fkey FOREIGN KEY (asset_id, organisation_id) REFERENCES know.asset(id, organisation_id) ON DELETE CASCADE,
  CONSTRAINT risk_check CHECK (nature = 'opportunity'::text AND (treatment = ANY (ARRAY['undecided'::text, 'pursue'::text, 'leave'::text])) OR nature = 'threat'::text AND (treatment <> ALL (ARRAY['pursue'::text, 'leave'::text]))),
  CONSTRAINT risk_likelihood_check CHECK (likelihood >= 1 AND likelihood <= 3),
  CONSTRAINT risk_measure_check CHECK (length(measure) <= 1000),
  CONSTRAINT risk_nature_check CHECK (nature = ANY (ARRAY['threat'::text, 'opportunity'::text])),
  CONSTRAINT risk_owner_check CHECK (length(owner) <= 100),
  CONSTRAINT risk_pkey PRIMARY KEY (id),
  CONSTRAINT risk_residual_check CHECK (residual >= 0 AND residual <= 9),
  CONSTRAINT risk_score_check CHECK (score >= 1 AND score <= 9),
  CONSTRAINT risk_story_check CHECK (length(story) <= 500),
  CONSTRAINT risk_threat_check CHECK (threat >= 1 AND threat <= 3),
  CONSTRAINT risk_treatment_check CHECK (treatment = ANY (ARRAY['undecided'::text, 'reduce'::text, 'avoid'::text, 'transfer'::text, 'accept'::text, 'pursue'::text, 'leave'::text])),
  CONSTRAINT risk_value_check CHECK (value >= 1 AND value <= 3),
  CONSTRAINT risk_vulnerability_check CHECK (vulnerability >= 1 AND vulnerability <= 3)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX risk_asset ON know.risk USING btree (asset_id)
CREATE INDEX risk_list ON know.risk USING btree (organisation_id, nature, score DESC, id DESC)
CREATE UNIQUE INDEX risk_once ON know.risk USING btree (asset_id, scenario) WHERE scenario <> ''::text
CREATE INDEX risk_untold ON know.risk USING btree (review_on) WHERE told_review_on IS DISTINCT FROM review_on
GRANT DELETE, INSERT, SELECT, UPDATE (story, value, threat, vulnerability, assumed, likelihood, score, treatment, aimed, residual, measure, owner, review_on, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.role_holding (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  role text NOT NULL,
  is_deputy boolean NOT NULL DEFAULT false,
  person_name text NOT NULL,
  title text NOT NULL DEFAULT ''::text,
  email text NOT NULL DEFAULT ''::text,
  phone text NOT NULL DEFAULT ''::text,
  from_on date NOT NULL,
  until_on date,
  note text NOT NULL DEFAULT ''::text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT role_holding_check CHECK (until_on >= from_on),
  CONSTRAINT role_holding_email_check CHECK (email = ''::text OR email ~ '^[^@\s]+@[^@\s]+$'::text),
  CONSTRAINT role_holding_note_check CHECK (length(note) <= 300),
  CONSTRAINT role_holding_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT role_holding_person_name_check CHECK (length(person_name) >= 1 AND length(person_name) <= 100),
  CONSTRAINT role_holding_phone_check CHECK (length(phone) <= 40),
  CONSTRAINT role_holding_pkey PRIMARY KEY (id),
  CONSTRAINT role_holding_role_check CHECK (role ~ '^[a-z][a-z0-9-]*$'::text),
  CONSTRAINT role_holding_title_check CHECK (length(title) <= 100)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX role_holding_organisation ON know.role_holding USING btree (organisation_id, role, from_on DESC)
GRANT INSERT (organisation_id, role, is_deputy, person_name, title, email, phone, from_on, until_on, note, created_at, updated_at), SELECT, UPDATE (title, email, phone, until_on, note, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.supplier (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  corporate_number text,
  email text NOT NULL DEFAULT ''::text,
  work text NOT NULL DEFAULT ''::text,
  boundary text NOT NULL DEFAULT ''::text,
  subcontractors text NOT NULL DEFAULT ''::text,
  incident_contact text NOT NULL DEFAULT ''::text,
  declared_stars smallint,
  declared_number text,
  declared_until timestamp with time zone,
  answer_state text,
  ended_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT supplier_boundary_check CHECK (length(boundary) <= 4000),
  CONSTRAINT supplier_corporate_number_check CHECK (corporate_number ~ '^[1-9][0-9]{12}$'::text),
  CONSTRAINT supplier_email_check CHECK (email = ''::text OR email ~ '^[^@\s]+@[^@\s]+$'::text),
  CONSTRAINT supplier_incident_contact_check CHECK (length(incident_contact) <= 500),
  CONSTRAINT supplier_name_check CHECK (length(name) >= 1 AND length(name) <= 200),
  CONSTRAINT supplier_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT supplier_pkey PRIMARY KEY (id),
  CONSTRAINT supplier_subcontractors_check CHECK (length(subcontractors) <= 4000),
  CONSTRAINT supplier_work_check CHECK (length(work) <= 1000)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX supplier_by_number ON know.supplier USING btree (corporate_number) WHERE corporate_number IS NOT NULL AND ended_at IS NULL
CREATE INDEX supplier_list ON know.supplier USING btree (organisation_id, name, id) WHERE ended_at IS NULL
CREATE UNIQUE INDEX supplier_number ON know.supplier USING btree (organisation_id, corporate_number) WHERE corporate_number IS NOT NULL AND ended_at IS NULL
CREATE TRIGGER supplier_declared BEFORE INSERT OR UPDATE OF corporate_number ON know.supplier FOR EACH ROW EXECUTE FUNCTION know.look_up_declared()
GRANT INSERT (organisation_id, name, corporate_number, email, work, created_at, updated_at), SELECT, UPDATE (name, corporate_number, email, work, boundary, subcontractors, incident_contact, ended_at, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.supplier_request (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  supplier_id uuid NOT NULL,
  asked_organisation_id uuid,
  customer_name text NOT NULL,
  questionnaire text NOT NULL,
  message text NOT NULL DEFAULT ''::text,
  due_on date NOT NULL,
  state text NOT NULL DEFAULT 'asked'::text,
  corporate_number text,
  email text NOT NULL DEFAULT ''::text,
  asked_by text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  mailed_at timestamp with time zone,
  CONSTRAINT supplier_request_asked_organisation_id_fkey FOREIGN KEY (asked_organisation_id) REFERENCES know.organisation(id) ON DELETE SET NULL,
  CONSTRAINT supplier_request_message_check CHECK (length(message) <= 1000),
  CONSTRAINT supplier_request_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT supplier_request_pkey PRIMARY KEY (id),
  CONSTRAINT supplier_request_questionnaire_check CHECK (questionnaire ~ '^[a-z][a-z0-9-]*$'::text),
  CONSTRAINT supplier_request_state_check CHECK (state = ANY (ARRAY['asked'::text, 'shared'::text, 'declined'::text, 'withdrawn'::text, 'closed'::text])),
  CONSTRAINT supplier_request_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES know.supplier(id) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX supplier_request_asked ON know.supplier_request USING btree (asked_organisation_id, asked_at DESC) WHERE asked_organisation_id IS NOT NULL
CREATE INDEX supplier_request_number ON know.supplier_request USING btree (corporate_number) WHERE asked_organisation_id IS NULL AND corporate_number IS NOT NULL
CREATE INDEX supplier_request_organisation ON know.supplier_request USING btree (organisation_id, asked_at DESC)
CREATE INDEX supplier_request_supplier ON know.supplier_request USING btree (supplier_id, asked_at DESC)
CREATE TRIGGER supplier_request_state AFTER INSERT OR UPDATE OF state ON know.supplier_request FOR EACH ROW EXECUTE FUNCTION know.note_answer_state()
GRANT SELECT (id, organisation_id, supplier_id, customer_name, questionnaire, message, due_on, state, asked_at, answered_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.supplier_share (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid,
  customer_id uuid NOT NULL,
  request_id uuid NOT NULL,
  assessment_id uuid,
  supplier_name text NOT NULL,
  questionnaire text NOT NULL,
  version integer NOT NULL,
  answers jsonb NOT NULL,
  score double precision,
  finished_at timestamp with time zone NOT NULL,
  incident_contact text NOT NULL DEFAULT ''::text,
  subcontractors text NOT NULL DEFAULT ''::text,
  shared_by text NOT NULL DEFAULT ''::text,
  shared_at timestamp with time zone NOT NULL,
  withdrawn_at timestamp with time zone,
  seal text NOT NULL,
  CONSTRAINT supplier_share_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT supplier_share_incident_contact_check CHECK (length(incident_contact) <= 500),
  CONSTRAINT supplier_share_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT supplier_share_pkey PRIMARY KEY (id),
  CONSTRAINT supplier_share_request_id_fkey FOREIGN KEY (request_id) REFERENCES know.supplier_request(id) ON DELETE CASCADE,
  CONSTRAINT supplier_share_subcontractors_check CHECK (length(subcontractors) <= 4000)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
POLICY shared TO kyojo_member USING ((customer_id = ANY (platform.my_organisations())) AND withdrawn_at IS NULL)
CREATE INDEX supplier_share_customer ON know.supplier_share USING btree (customer_id) WHERE withdrawn_at IS NULL
CREATE UNIQUE INDEX supplier_share_open ON know.supplier_share USING btree (request_id) WHERE withdrawn_at IS NULL
CREATE INDEX supplier_share_organisation ON know.supplier_share USING btree (organisation_id, shared_at DESC) WHERE organisation_id IS NOT NULL
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.task (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}'::jsonb,
  href text NOT NULL,
  due_on date,
  state text NOT NULL DEFAULT 'open'::text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  done_at timestamp with time zone,
  done_by text NOT NULL DEFAULT ''::text,
  mailed_at timestamp with time zone,
  CONSTRAINT task_href_check CHECK (href ~~ '/%'::text AND href !~~ '//%'::text),
  CONSTRAINT task_kind_check CHECK (kind ~ '^[a-z]+(-[a-z]+)*$'::text),
  CONSTRAINT task_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT task_pkey PRIMARY KEY (id),
  CONSTRAINT task_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX task_list ON know.task USING btree (organisation_id, state, due_on, id)
CREATE UNIQUE INDEX task_once ON know.task USING btree (organisation_id, kind, subject) WHERE state = 'open'::text
CREATE INDEX task_unmailed ON know.task USING btree (organisation_id) WHERE state = 'open'::text AND mailed_at IS NULL
GRANT SELECT, UPDATE (state, done_at, done_by) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE know.trade_profile (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  says text NOT NULL DEFAULT ''::text,
  offers text NOT NULL DEFAULT ''::text,
  url text NOT NULL DEFAULT ''::text,
  contact text NOT NULL DEFAULT ''::text,
  prefecture text NOT NULL DEFAULT ''::text,
  trade text NOT NULL DEFAULT ''::text,
  published_at timestamp with time zone,
  search_text text NOT NULL DEFAULT ''::text,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT trade_profile_contact_check CHECK (length(contact) <= 300),
  CONSTRAINT trade_profile_offers_check CHECK (length(offers) <= 1000),
  CONSTRAINT trade_profile_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES know.organisation(id) ON DELETE CASCADE,
  CONSTRAINT trade_profile_organisation_id_key UNIQUE (organisation_id),
  CONSTRAINT trade_profile_pkey PRIMARY KEY (id),
  CONSTRAINT trade_profile_prefecture_check CHECK (length(prefecture) <= 10),
  CONSTRAINT trade_profile_says_check CHECK (length(says) <= 2000),
  CONSTRAINT trade_profile_trade_check CHECK (length(trade) <= 40),
  CONSTRAINT trade_profile_url_check CHECK (length(url) <= 500)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX trade_profile_list ON know.trade_profile USING btree (published_at DESC, id DESC) WHERE published_at IS NOT NULL
CREATE INDEX trade_profile_search ON know.trade_profile USING gin (search_text gin_trgm_ops) WHERE published_at IS NOT NULL
CREATE TRIGGER trade_profile_found_by BEFORE INSERT OR UPDATE ON know.trade_profile FOR EACH ROW EXECUTE FUNCTION know.find_profile_by()
GRANT INSERT (organisation_id, says, offers, url, contact, prefecture, trade, published_at, updated_at), SELECT, UPDATE (says, offers, url, contact, prefecture, trade, published_at, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

VIEW know.asked_request AS
 SELECT id,
    asked_organisation_id AS organisation_id,
    customer_name,
    questionnaire,
    message,
    due_on,
    state,
    asked_at,
    answered_at
   FROM know.supplier_request
  WHERE (asked_organisation_id = ANY (platform.my_organisations())) OR asked_organisation_id IS NOT NULL AND (CURRENT_USER = ANY (ARRAY['kyojo_operator'::name, 'kyojo_worker'::name]));

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

MATERIALIZED VIEW know.assessment_figure AS
 SELECT b.questionnaire,
    b.series,
    part.key AS part,
        CASE
            WHEN GROUPING(b.trade) = 0 THEN b.trade
            ELSE NULL::text
        END AS trade,
        CASE
            WHEN GROUPING(b.size_band) = 0 THEN b.size_band
            ELSE NULL::smallint
        END AS size_band,
    sum(b.count)::integer AS count,
    round((sum(part.value::double precision) / sum(b.count)::double precision)::numeric, 3)::double precision AS mean
   FROM know.assessment_batch b
     CROSS JOIN LATERAL jsonb_each_text(b.sums) part(key, value)
  WHERE b.retired_at IS NULL
  GROUP BY GROUPING SETS ((b.questionnaire, b.series, part.key), (b.questionnaire, b.series, part.key, b.trade), (b.questionnaire, b.series, part.key, b.size_band), (b.questionnaire, b.series, part.key, b.trade, b.size_band))
 HAVING sum(b.count) >= 10 AND (GROUPING(b.trade) = 1 OR b.trade IS NOT NULL) AND (GROUPING(b.size_band) = 1 OR b.size_band IS NOT NULL);

CREATE UNIQUE INDEX assessment_figure_once ON know.assessment_figure USING btree (questionnaire, series, trade, size_band, part) NULLS NOT DISTINCT

VIEW know.public_assessment_figure AS
 SELECT questionnaire,
    series,
    part,
    trade,
    size_band,
    count,
    mean
   FROM know.assessment_figure
  WHERE count >= 10;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW know.public_declaration AS
 SELECT d.number,
    d.scheme,
    d.level,
    d.stars,
    d.rules,
    d.made_at,
    d.level_since,
    d.valid_until,
    d.withdrawn_at,
    d.is_current,
        CASE
            WHEN d.is_current AND o.state = 'active'::text THEN o.name
            ELSE NULL::text
        END AS name,
        CASE
            WHEN d.is_current AND o.state = 'active'::text THEN o.name_en
            ELSE NULL::text
        END AS name_en,
        CASE
            WHEN d.is_current AND o.state = 'active'::text AND o.number_proven_at IS NOT NULL THEN o.corporate_number
            ELSE NULL::text
        END AS corporate_number,
        CASE
            WHEN d.is_current AND o.state = 'active'::text THEN d.prefecture
            ELSE NULL::text
        END AS prefecture,
        CASE
            WHEN d.is_current AND o.state = 'active'::text THEN d.policy_url
            ELSE NULL::text
        END AS policy_url,
    o.state = 'active'::text AS is_member
   FROM know.declaration d
     JOIN know.organisation o ON o.id = d.organisation_id;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW know.public_declaration_figure AS
 WITH ranked AS (
         SELECT declaration_count.dimension,
            declaration_count.value,
            declaration_count.stars,
            declaration_count.count,
            declaration_count.counted_at,
            bool_or(declaration_count.count < 10) OVER (PARTITION BY declaration_count.dimension, declaration_count.stars) AS has_small,
            row_number() OVER (PARTITION BY declaration_count.dimension, declaration_count.stars, (declaration_count.count < 10) ORDER BY declaration_count.count, declaration_count.value) AS nth
           FROM know.declaration_count
        ), judged AS (
         SELECT ranked.dimension,
            ranked.value,
            ranked.stars,
            ranked.count,
            ranked.counted_at,
            ranked.count >= 10 AND NOT (ranked.has_small AND ranked.nth = 1) AS is_shown
           FROM ranked
        )
 SELECT judged.dimension,
    judged.value,
    judged.stars,
        CASE
            WHEN judged.is_shown THEN judged.count / 10 * 10
            ELSE NULL::integer
        END AS count,
    judged.counted_at
   FROM judged
UNION ALL
 SELECT judged.dimension,
    judged.value,
    0 AS stars,
        CASE
            WHEN bool_and(judged.is_shown) THEN (sum(judged.count) / 10)::integer * 10
            ELSE NULL::integer
        END AS count,
    max(judged.counted_at) AS counted_at
   FROM judged
  WHERE judged.dimension <> ALL (ARRAY['total'::text, 'star'::text])
  GROUP BY judged.dimension, judged.value;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW know.public_declared_number AS
 SELECT o.corporate_number,
    d.number,
    d.level,
    d.stars,
    d.made_at,
    d.valid_until,
    o.name
   FROM know.organisation o
     JOIN know.declaration d ON d.organisation_id = o.id AND d.is_current
  WHERE o.number_proven_at IS NOT NULL AND o.state = 'active'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW know.public_profile AS
 SELECT p.id,
    o.name,
    o.name_en,
    p.says,
    p.offers,
    p.url,
    p.contact,
    p.prefecture,
    p.trade,
    p.published_at,
    p.updated_at,
    p.search_text,
    d.number,
    d.level,
    d.stars,
    d.valid_until
   FROM know.trade_profile p
     JOIN know.organisation o ON o.id = p.organisation_id AND o.state = 'active'::text
     LEFT JOIN know.declaration d ON d.organisation_id = o.id AND d.is_current
  WHERE p.published_at IS NOT NULL;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

CREATE OR REPLACE FUNCTION know.find_profile_by()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.search_text := coalesce((SELECT o.search_text FROM know.organisation o WHERE o.id = NEW.organisation_id), '') || ' ' || lower(NEW.offers);
  RETURN NEW;
END $function$

CREATE OR REPLACE FUNCTION know.form_assessment_batches(now_at timestamp with time zone, fewest integer DEFAULT 10)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
DECLARE formed int := 0; made int; level int;
BEGIN
  IF fewest < 10 THEN RAISE EXCEPTION 'never fewer than ten'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('know.form_assessment_batches'));
  CREATE TEMP TABLE waiting ON COMMIT DROP AS
    SELECT DISTINCT ON (a.organisation_id, a.questionnaire, a.series) a.id, a.organisation_id, a.questionnaire, a.series, a.trade, a.size_band, a.parts, a.finished_at
    FROM know.assessment a JOIN know.organisation o ON o.id = a.organisation_id
    WHERE a.counted_in IS NULL AND a.finished_at IS NOT NULL AND a.about = '' AND a.parts IS NOT NULL AND o.state = 'active' AND a.finished_at > now_at - interval '2 years'
      AND (o.external_id IS NOT NULL OR o.number_proven_at IS NOT NULL OR EXISTS (SELECT FROM know.registration r WHERE r.organisation_id = o.id AND r.state = 'proven'))
      AND NOT EXISTS (SELECT FROM know.assessment b WHERE b.organisation_id = a.organisation_id AND b.questionnaire = a.questionnaire AND b.counted_in IS NOT NULL AND b.finished_at > a.finished_at - interval '1 year')
    ORDER BY a.organisation_id, a.questionnaire, a.series, a.finished_at DESC;
  ANALYZE waiting;
  FOR level IN 1..3 LOOP
    CREATE TEMP TABLE pool ON COMMIT DROP AS
      SELECT gen_random_uuid() AS batch, g.* FROM (
        SELECT questionnaire, series, CASE WHEN level < 3 THEN trade END AS trade, CASE WHEN level = 1 THEN size_band END AS size_band, count(*)::int AS count
        FROM waiting
        WHERE (level > 1 OR size_band IS NOT NULL) AND (level > 2 OR trade IS NOT NULL) AND finished_at <= now_at - make_interval(days => (level - 1) * 7)
        GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT organisation_id) >= fewest) g;
    CREATE TEMP TABLE chosen ON COMMIT DROP AS
      SELECT w.id, p.batch, w.parts FROM waiting w JOIN pool p ON p.questionnaire = w.questionnaire AND p.series = w.series AND (level = 3 OR p.trade = w.trade) AND (level > 1 OR p.size_band = w.size_band)
      WHERE w.finished_at <= now_at - make_interval(days => (level - 1) * 7);
    ANALYZE chosen;
    INSERT INTO know.assessment_batch (id, questionnaire, series, trade, size_band, count, sums, formed_at)
    SELECT p.batch, p.questionnaire, p.series, p.trade, p.size_band, p.count, coalesce(s.sums, '{}'), now_at
    FROM pool p LEFT JOIN (
      SELECT batch, jsonb_object_agg(key, total) AS sums FROM (
        SELECT c.batch, part.key, sum(part.value::double precision) AS total, count(part.value) AS given FROM chosen c CROSS JOIN jsonb_each_text(c.parts) AS part GROUP BY c.batch, part.key) added
      JOIN pool q USING (batch) WHERE added.given = q.count GROUP BY batch) s USING (batch);
    GET DIAGNOSTICS made = ROW_COUNT;
    formed := formed + made;
    UPDATE know.assessment a SET counted_in = c.batch FROM chosen c WHERE a.id = c.id;
    DELETE FROM waiting w USING chosen c WHERE w.id = c.id;
    DROP TABLE pool, chosen;
  END LOOP;
  DROP TABLE waiting;
  -- After a first large night the planner would still believe that nothing is counted, and look through everything for each row.
  IF formed > 0 THEN ANALYZE know.assessment (counted_in, organisation_id, questionnaire, finished_at); END IF;
  UPDATE know.assessment_batch SET retired_at = now_at WHERE retired_at IS NULL AND formed_at < now_at - interval '3 years';
  UPDATE know.assessment_batch b SET retired_at = now_at FROM (
    SELECT a.counted_in AS id, count(DISTINCT a.id) AS renewed FROM know.assessment a
    JOIN know.assessment n ON n.organisation_id = a.organisation_id AND n.questionnaire = a.questionnaire AND n.counted_in IS NOT NULL AND n.finished_at > a.finished_at
    WHERE a.counted_in IS NOT NULL GROUP BY 1) r
  WHERE r.id = b.id AND r.renewed * 2 > b.count AND b.retired_at IS NULL;
  REFRESH MATERIALIZED VIEW CONCURRENTLY know.assessment_figure;
  RETURN formed;
END $function$

GRANT EXECUTE TO kyojo_worker

CREATE OR REPLACE FUNCTION know.keep_finished()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'a finished assessment never changes' USING ERRCODE = '23514';
END $function$

CREATE OR REPLACE FUNCTION know.keep_published()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'a published questionnaire never changes' USING ERRCODE = '23514';
END $function$

CREATE OR REPLACE FUNCTION know.look_up_declared()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  SELECT d.stars, d.number, d.valid_until INTO NEW.declared_stars, NEW.declared_number, NEW.declared_until
  FROM know.public_declared_number d WHERE d.corporate_number = NEW.corporate_number;
  RETURN NEW;
END $function$

CREATE OR REPLACE FUNCTION know.note_answer_state()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE know.supplier SET answer_state = (SELECT r.state FROM know.supplier_request r WHERE r.supplier_id = NEW.supplier_id ORDER BY r.asked_at DESC, r.id DESC LIMIT 1) WHERE id = NEW.supplier_id;
  RETURN NULL;
END $function$

CREATE OR REPLACE FUNCTION know.tell_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE organisation uuid;
BEGIN
  IF TG_TABLE_NAME = 'organisation' THEN organisation := NEW.id; ELSE organisation := NEW.organisation_id; END IF;
  UPDATE know.supplier s SET declared_stars = d.stars, declared_number = d.number, declared_until = d.valid_until
  FROM know.organisation o LEFT JOIN know.public_declared_number d ON d.corporate_number = o.corporate_number
  WHERE o.id = organisation AND s.corporate_number = o.corporate_number AND s.ended_at IS NULL AND o.number_proven_at IS NOT NULL;
  RETURN NULL;
END $function$
