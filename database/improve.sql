-- Schema improve, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE improve.approval (
  id uuid NOT NULL DEFAULT platform.new_id(),
  measure_id text NOT NULL,
  version integer NOT NULL,
  role text NOT NULL,
  decision text NOT NULL,
  note text NOT NULL DEFAULT ''::text,
  person text NOT NULL,
  person_name text NOT NULL DEFAULT ''::text,
  decided_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT approval_decision_check CHECK (decision = ANY (ARRAY['agreed'::text, 'returned'::text])),
  CONSTRAINT approval_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT approval_measure_id_version_role_key UNIQUE (measure_id, version, role),
  CONSTRAINT approval_note_check CHECK (length(note) <= 2000),
  CONSTRAINT approval_pkey PRIMARY KEY (id),
  CONSTRAINT approval_role_check CHECK (role = ANY (ARRAY['ministry'::text, 'secretariat'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.comment (
  id uuid NOT NULL DEFAULT platform.new_id(),
  measure_id text NOT NULL,
  body text NOT NULL,
  person text NOT NULL,
  person_name text NOT NULL DEFAULT ''::text,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT comment_body_check CHECK (body <> ''::text AND length(body) <= 4000),
  CONSTRAINT comment_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT comment_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX comment_measure ON improve.comment USING btree (measure_id, at)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.content (
  id uuid NOT NULL DEFAULT platform.new_id(),
  initiative_id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  licence text NOT NULL DEFAULT 'ask'::text,
  url text NOT NULL,
  taken integer NOT NULL DEFAULT 0,
  added_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT content_initiative_id_fkey FOREIGN KEY (initiative_id) REFERENCES improve.initiative(id) ON DELETE CASCADE,
  CONSTRAINT content_kind_check CHECK (kind = ANY (ARRAY['document'::text, 'video'::text, 'slides'::text, 'tool'::text, 'game'::text, 'course'::text, 'leaflet'::text])),
  CONSTRAINT content_licence_check CHECK (licence = ANY (ARRAY['cc0'::text, 'cc-by'::text, 'cc-by-sa'::text, 'cc-by-nc'::text, 'pdl'::text, 'ask'::text, 'none'::text])),
  CONSTRAINT content_name_check CHECK (name <> ''::text AND length(name) <= 200),
  CONSTRAINT content_pkey PRIMARY KEY (id),
  CONSTRAINT content_url_check CHECK (url ~ '^https?://'::text)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX content_initiative ON improve.content USING btree (initiative_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.cycle (
  measure_id text NOT NULL,
  evaluation text NOT NULL DEFAULT ''::text,
  next_plan text NOT NULL DEFAULT ''::text,
  next_state text,
  absorbed_into text,
  because text NOT NULL DEFAULT ''::text,
  state text NOT NULL DEFAULT 'draft'::text,
  version integer NOT NULL DEFAULT 1,
  written_by text NOT NULL,
  written_by_name text NOT NULL DEFAULT ''::text,
  written_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT cycle_absorbed_into_fkey FOREIGN KEY (absorbed_into) REFERENCES improve.measure(id),
  CONSTRAINT cycle_because_check CHECK (length(because) <= 2000),
  CONSTRAINT cycle_check CHECK (absorbed_into IS NULL OR next_state = 'absorbed'::text),
  CONSTRAINT cycle_evaluation_check CHECK (length(evaluation) <= 8000),
  CONSTRAINT cycle_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT cycle_next_plan_check CHECK (length(next_plan) <= 8000),
  CONSTRAINT cycle_next_state_check CHECK (next_state = ANY (ARRAY['continued'::text, 'revised'::text, 'completed'::text, 'dropped'::text, 'absorbed'::text])),
  CONSTRAINT cycle_pkey PRIMARY KEY (measure_id),
  CONSTRAINT cycle_state_check CHECK (state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.deadline (
  measure_id text NOT NULL,
  position integer NOT NULL,
  due_on date NOT NULL,
  printed text NOT NULL,
  sentence text NOT NULL,
  slipped_from date,
  slipped_measure_id text,
  done_on date,
  CONSTRAINT deadline_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT deadline_pkey PRIMARY KEY (measure_id, "position"),
  CONSTRAINT deadline_slipped_measure_id_fkey FOREIGN KEY (slipped_measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX deadline_due ON improve.deadline USING btree (due_on)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.event (
  id text NOT NULL,
  initiative_id text,
  name text NOT NULL,
  name_en text NOT NULL DEFAULT ''::text,
  operator text NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  status text NOT NULL DEFAULT 'planned'::text,
  is_online boolean NOT NULL DEFAULT false,
  prefecture text NOT NULL DEFAULT ''::text,
  place text NOT NULL DEFAULT ''::text,
  audiences text[] NOT NULL DEFAULT '{}'::text[],
  cost text NOT NULL DEFAULT 'unknown'::text,
  what text NOT NULL DEFAULT ''::text,
  url text NOT NULL DEFAULT ''::text,
  attended integer,
  sequence integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'draft'::text,
  organisation_name text NOT NULL DEFAULT ''::text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_by text NOT NULL DEFAULT 'import'::text,
  CONSTRAINT event_attended_check CHECK (attended >= 0),
  CONSTRAINT event_check CHECK (starts_at <= ends_at),
  CONSTRAINT event_check1 CHECK (is_online OR prefecture <> ''::text),
  CONSTRAINT event_cost_check CHECK (cost = ANY (ARRAY['free'::text, 'paid'::text, 'partly'::text, 'unknown'::text])),
  CONSTRAINT event_id_check CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text AND length(id) <= 80),
  CONSTRAINT event_initiative_id_fkey FOREIGN KEY (initiative_id) REFERENCES improve.initiative(id),
  CONSTRAINT event_name_check CHECK (name <> ''::text AND length(name) <= 200),
  CONSTRAINT event_name_en_check CHECK (length(name_en) <= 200),
  CONSTRAINT event_operator_check CHECK (operator <> ''::text AND length(operator) <= 200),
  CONSTRAINT event_pkey PRIMARY KEY (id),
  CONSTRAINT event_place_check CHECK (length(place) <= 300),
  CONSTRAINT event_prefecture_check CHECK (prefecture = ''::text OR prefecture ~ '^(0[1-9]|[1-3]\d|4[0-7])$'::text),
  CONSTRAINT event_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text])),
  CONSTRAINT event_status_check CHECK (status = ANY (ARRAY['planned'::text, 'held'::text, 'cancelled'::text])),
  CONSTRAINT event_url_check CHECK (url = ''::text OR url ~ '^https?://'::text),
  CONSTRAINT event_what_check CHECK (length(what) <= 4000)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX event_order ON improve.event USING btree (starts_at, id) WHERE state = 'published'::text
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.flag (
  id uuid NOT NULL DEFAULT platform.new_id(),
  measure_id text,
  figure text,
  kind text NOT NULL,
  evidence text NOT NULL DEFAULT ''::text,
  facts jsonb NOT NULL DEFAULT '{}'::jsonb,
  key text NOT NULL,
  verdict text,
  verdict_by text,
  verdict_at timestamp with time zone,
  note text NOT NULL DEFAULT ''::text,
  CONSTRAINT flag_check CHECK ((measure_id IS NULL) <> (figure IS NULL)),
  CONSTRAINT flag_check1 CHECK ((verdict IS NULL) = (verdict_at IS NULL)),
  CONSTRAINT flag_key_key UNIQUE (key),
  CONSTRAINT flag_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT flag_note_check CHECK (length(note) <= 1000),
  CONSTRAINT flag_pkey PRIMARY KEY (id),
  CONSTRAINT flag_verdict_check CHECK (verdict = ANY (ARRAY['right'::text, 'wrong'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX flag_kind ON improve.flag USING btree (kind, measure_id)
CREATE INDEX flag_measure ON improve.flag USING btree (measure_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.indicator (
  id uuid NOT NULL DEFAULT platform.new_id(),
  key text NOT NULL,
  measure_id text,
  policy text NOT NULL DEFAULT ''::text,
  name text NOT NULL,
  name_en text NOT NULL DEFAULT ''::text,
  kind text NOT NULL,
  source text NOT NULL,
  counter text,
  unit text NOT NULL DEFAULT ''::text,
  denominator text NOT NULL DEFAULT ''::text,
  baseline numeric,
  baseline_on date,
  target numeric,
  target_on date,
  better text NOT NULL DEFAULT 'up'::text,
  owner text NOT NULL DEFAULT ''::text,
  state text NOT NULL DEFAULT 'active'::text,
  line integer,
  changed_by text NOT NULL DEFAULT 'import'::text,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT indicator_better_check CHECK (better = ANY (ARRAY['up'::text, 'down'::text])),
  CONSTRAINT indicator_check CHECK ((source = 'fact'::text) = (counter IS NOT NULL)),
  CONSTRAINT indicator_denominator_check CHECK (length(denominator) <= 300),
  CONSTRAINT indicator_key_check CHECK (key ~ '^[a-z0-9-]+$'::text),
  CONSTRAINT indicator_key_key UNIQUE (key),
  CONSTRAINT indicator_kind_check CHECK (kind = ANY (ARRAY['outcome'::text, 'behaviour'::text, 'activity'::text])),
  CONSTRAINT indicator_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id),
  CONSTRAINT indicator_name_check CHECK (name <> ''::text AND length(name) <= 300),
  CONSTRAINT indicator_name_en_check CHECK (length(name_en) <= 300),
  CONSTRAINT indicator_owner_check CHECK (length(owner) <= 200),
  CONSTRAINT indicator_pkey PRIMARY KEY (id),
  CONSTRAINT indicator_source_check CHECK (source = ANY (ARRAY['fact'::text, 'import'::text, 'hand'::text])),
  CONSTRAINT indicator_state_check CHECK (state = ANY (ARRAY['active'::text, 'retired'::text])),
  CONSTRAINT indicator_unit_check CHECK (length(unit) <= 60)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX indicator_measure ON improve.indicator USING btree (measure_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.indicator_value (
  id uuid NOT NULL DEFAULT platform.new_id(),
  indicator_id uuid NOT NULL,
  from_on date NOT NULL,
  to_on date NOT NULL,
  value numeric,
  state text NOT NULL DEFAULT 'exact'::text,
  what text NOT NULL DEFAULT ''::text,
  unit text NOT NULL DEFAULT ''::text,
  source text NOT NULL,
  source_note text NOT NULL DEFAULT ''::text,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT indicator_value_check CHECK (from_on <= to_on),
  CONSTRAINT indicator_value_check1 CHECK ((value IS NULL) = (state = ANY (ARRAY['suppressed'::text, 'not-published'::text]))),
  CONSTRAINT indicator_value_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES improve.indicator(id),
  CONSTRAINT indicator_value_indicator_id_from_on_to_on_what_source_key UNIQUE (indicator_id, from_on, to_on, what, source),
  CONSTRAINT indicator_value_pkey PRIMARY KEY (id),
  CONSTRAINT indicator_value_source_check CHECK (source = ANY (ARRAY['fact'::text, 'import'::text, 'hand'::text])),
  CONSTRAINT indicator_value_source_note_check CHECK (length(source_note) <= 500),
  CONSTRAINT indicator_value_state_check CHECK (state = ANY (ARRAY['exact'::text, 'about'::text, 'over'::text, 'suppressed'::text, 'not-published'::text])),
  CONSTRAINT indicator_value_what_check CHECK (length(what) <= 500)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.infrastructure_measure (
  id text NOT NULL,
  year integer NOT NULL,
  position integer NOT NULL,
  actor text NOT NULL,
  policy text NOT NULL,
  item text NOT NULL,
  plan text NOT NULL,
  result text NOT NULL,
  page integer,
  line integer,
  CONSTRAINT infrastructure_measure_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.initiative (
  id text NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL DEFAULT ''::text,
  operators text[] NOT NULL,
  sector text NOT NULL,
  methods text[] NOT NULL,
  audiences text[] NOT NULL,
  audience_basis text NOT NULL DEFAULT 'editor'::text,
  region text NOT NULL DEFAULT ''::text,
  prefectures text[] NOT NULL DEFAULT '{}'::text[],
  cost text NOT NULL DEFAULT 'unknown'::text,
  cost_note text NOT NULL DEFAULT ''::text,
  how_to_join text NOT NULL DEFAULT ''::text,
  what text NOT NULL DEFAULT ''::text,
  what_en text NOT NULL DEFAULT ''::text,
  url text NOT NULL DEFAULT ''::text,
  link_state text NOT NULL DEFAULT 'unchecked'::text,
  link_reason text NOT NULL DEFAULT ''::text,
  link_checked_at timestamp with time zone,
  link_broken_since timestamp with time zone,
  sources jsonb NOT NULL DEFAULT '[]'::jsonb,
  state text NOT NULL DEFAULT 'draft'::text,
  origin text NOT NULL DEFAULT 'editor'::text,
  organisation_name text NOT NULL DEFAULT ''::text,
  published_at timestamp with time zone,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_by text NOT NULL DEFAULT 'import'::text,
  CONSTRAINT initiative_audience_basis_check CHECK (audience_basis = ANY (ARRAY['text'::text, 'reading'::text, 'editor'::text])),
  CONSTRAINT initiative_audiences_check CHECK (cardinality(audiences) > 0 AND audiences <@ ARRAY['youth'::text, 'working-age'::text, 'seniors'::text, 'micro-firms'::text, 'smes'::text, 'large-firms'::text, 'schools'::text, 'local-governments'::text]),
  CONSTRAINT initiative_check CHECK ((state = 'published'::text) <= (published_at IS NOT NULL)),
  CONSTRAINT initiative_cost_check CHECK (cost = ANY (ARRAY['free'::text, 'paid'::text, 'partly'::text, 'unknown'::text])),
  CONSTRAINT initiative_cost_note_check CHECK (length(cost_note) <= 300),
  CONSTRAINT initiative_how_to_join_check CHECK (length(how_to_join) <= 2000),
  CONSTRAINT initiative_id_check CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text AND length(id) <= 80),
  CONSTRAINT initiative_link_state_check CHECK (link_state = ANY (ARRAY['unchecked'::text, 'works'::text, 'broken'::text, 'not-asked'::text])),
  CONSTRAINT initiative_methods_check CHECK (cardinality(methods) > 0 AND methods <@ ARRAY['seminars-and-events'::text, 'tools-and-contents'::text, 'timely-information-and-desks'::text]),
  CONSTRAINT initiative_name_check CHECK (name <> ''::text AND length(name) <= 200),
  CONSTRAINT initiative_name_en_check CHECK (length(name_en) <= 200),
  CONSTRAINT initiative_operators_check CHECK (cardinality(operators) >= 1 AND cardinality(operators) <= 20),
  CONSTRAINT initiative_origin_check CHECK (origin = ANY (ARRAY['document'::text, 'proposal'::text, 'editor'::text])),
  CONSTRAINT initiative_pkey PRIMARY KEY (id),
  CONSTRAINT initiative_region_check CHECK (length(region) <= 100),
  CONSTRAINT initiative_sector_check CHECK (sector = ANY (ARRAY['public'::text, 'private'::text, 'joint'::text])),
  CONSTRAINT initiative_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text, 'withdrawn'::text])),
  CONSTRAINT initiative_url_check CHECK (url = ''::text OR url ~ '^https?://'::text),
  CONSTRAINT initiative_what_check CHECK (length(what) <= 4000),
  CONSTRAINT initiative_what_en_check CHECK (length(what_en) <= 4000)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX initiative_audiences ON improve.initiative USING gin (audiences, methods, prefectures) WHERE state = 'published'::text
CREATE INDEX initiative_link ON improve.initiative USING btree (link_checked_at NULLS FIRST) WHERE url <> ''::text
CREATE INDEX initiative_newest ON improve.initiative USING btree (published_at DESC, id) WHERE state = 'published'::text
CREATE INDEX initiative_order ON improve.initiative USING btree (name, id) WHERE state = 'published'::text
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.initiative_place (
  audience text NOT NULL,
  method text NOT NULL,
  sector text NOT NULL,
  initiative_id text NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL,
  CONSTRAINT initiative_place_initiative_id_fkey FOREIGN KEY (initiative_id) REFERENCES improve.initiative(id) ON DELETE CASCADE,
  CONSTRAINT initiative_place_pkey PRIMARY KEY (audience, method, name, initiative_id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX initiative_place_of ON improve.initiative_place USING btree (initiative_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.link (
  id uuid NOT NULL DEFAULT platform.new_id(),
  measure_id text NOT NULL,
  other_id text NOT NULL,
  kind text NOT NULL,
  confidence numeric(3,2),
  state text NOT NULL DEFAULT 'proposed'::text,
  decided_by text,
  decided_at timestamp with time zone,
  note text NOT NULL DEFAULT ''::text,
  CONSTRAINT link_check CHECK (measure_id <> other_id),
  CONSTRAINT link_check1 CHECK ((state = 'proposed'::text) = (decided_at IS NULL)),
  CONSTRAINT link_confidence_check CHECK (confidence >= 0::numeric AND confidence <= 1::numeric),
  CONSTRAINT link_kind_check CHECK (kind = ANY (ARRAY['continues'::text, 'replaces'::text, 'relisted'::text])),
  CONSTRAINT link_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT link_measure_id_other_id_kind_key UNIQUE (measure_id, other_id, kind),
  CONSTRAINT link_note_check CHECK (length(note) <= 1000),
  CONSTRAINT link_other_id_fkey FOREIGN KEY (other_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT link_pkey PRIMARY KEY (id),
  CONSTRAINT link_state_check CHECK (state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'refused'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX link_other ON improve.link USING btree (other_id, kind)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.map_cell (
  audience text NOT NULL,
  method text NOT NULL,
  count integer NOT NULL,
  CONSTRAINT map_cell_pkey PRIMARY KEY (audience, method)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.measure (
  id text NOT NULL,
  year integer NOT NULL,
  section text NOT NULL,
  heading text,
  goals text[] NOT NULL DEFAULT '{}'::text[],
  item text NOT NULL,
  position integer NOT NULL,
  ministries text[] NOT NULL,
  plan text NOT NULL,
  sub_rows jsonb NOT NULL DEFAULT '[]'::jsonb,
  relisted boolean NOT NULL DEFAULT false,
  page integer,
  line integer,
  origin text NOT NULL DEFAULT 'report'::text,
  state text NOT NULL DEFAULT 'new'::text,
  state_by text NOT NULL DEFAULT 'import'::text,
  absorbed_into text,
  search_text text NOT NULL DEFAULT ''::text,
  CONSTRAINT measure_absorbed_into_fkey FOREIGN KEY (absorbed_into) REFERENCES improve.measure(id),
  CONSTRAINT measure_check CHECK ((state = 'absorbed'::text) = (absorbed_into IS NOT NULL)),
  CONSTRAINT measure_id_check CHECK (id ~ '^\d{4}-\d(\.\d{1,2})?(-\d{1,2})?-\d{2}$'::text),
  CONSTRAINT measure_ministries_check CHECK (cardinality(ministries) > 0),
  CONSTRAINT measure_origin_check CHECK (origin = ANY (ARRAY['report'::text, 'hub'::text])),
  CONSTRAINT measure_pkey PRIMARY KEY (id),
  CONSTRAINT measure_plan_check CHECK (plan <> ''::text),
  CONSTRAINT measure_section_fkey FOREIGN KEY (section) REFERENCES improve.section(section),
  CONSTRAINT measure_state_check CHECK (state = ANY (ARRAY['new'::text, 'continued'::text, 'revised'::text, 'completed'::text, 'dropped'::text, 'absorbed'::text, 'undecided'::text])),
  CONSTRAINT measure_year_fkey FOREIGN KEY (year) REFERENCES improve.plan_year(year)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX measure_ministries ON improve.measure USING gin (ministries)
CREATE INDEX measure_order ON improve.measure USING btree (year, "position")
CREATE INDEX measure_section ON improve.measure USING btree (section, year, "position")
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.part (
  person text NOT NULL,
  role text NOT NULL,
  CONSTRAINT part_pkey PRIMARY KEY (person, role),
  CONSTRAINT part_role_check CHECK (role = ANY (ARRAY['officer'::text, 'ministry'::text, 'secretariat'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.plan_import (
  id uuid NOT NULL DEFAULT platform.new_id(),
  name text NOT NULL,
  content jsonb NOT NULL,
  state text NOT NULL DEFAULT 'previewed'::text,
  person text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  decided_at timestamp with time zone,
  CONSTRAINT plan_import_pkey PRIMARY KEY (id),
  CONSTRAINT plan_import_state_check CHECK (state = ANY (ARRAY['previewed'::text, 'taken'::text, 'dropped'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.plan_year (
  year integer NOT NULL,
  source text NOT NULL DEFAULT ''::text,
  state text NOT NULL DEFAULT 'published'::text,
  has_results boolean NOT NULL DEFAULT false,
  loaded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT plan_year_pkey PRIMARY KEY (year),
  CONSTRAINT plan_year_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text])),
  CONSTRAINT plan_year_year_check CHECK (year >= 2000 AND year <= 2100)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.practice (
  id uuid NOT NULL DEFAULT platform.new_id(),
  initiative_id text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  whose text NOT NULL DEFAULT ''::text,
  added_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT practice_body_check CHECK (body <> ''::text AND length(body) <= 4000),
  CONSTRAINT practice_initiative_id_fkey FOREIGN KEY (initiative_id) REFERENCES improve.initiative(id) ON DELETE CASCADE,
  CONSTRAINT practice_pkey PRIMARY KEY (id),
  CONSTRAINT practice_title_check CHECK (title <> ''::text AND length(title) <= 200),
  CONSTRAINT practice_whose_check CHECK (length(whose) <= 200)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX practice_initiative ON improve.practice USING btree (initiative_id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.proposal (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  content jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  answer text NOT NULL DEFAULT ''::text,
  published_as text NOT NULL DEFAULT ''::text,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL DEFAULT now(),
  decided_by text,
  decided_at timestamp with time zone,
  CONSTRAINT proposal_answer_check CHECK (length(answer) <= 2000),
  CONSTRAINT proposal_check CHECK ((state = 'waiting'::text) = (decided_at IS NULL)),
  CONSTRAINT proposal_kind_check CHECK (kind = ANY (ARRAY['initiative'::text, 'event'::text])),
  CONSTRAINT proposal_pkey PRIMARY KEY (id),
  CONSTRAINT proposal_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'published'::text, 'refused'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX proposal_organisation ON improve.proposal USING btree (organisation_id, proposed_at)
CREATE INDEX proposal_waiting ON improve.proposal USING btree (proposed_at) WHERE state = 'waiting'::text
GRANT INSERT (organisation_id, kind, content, proposed_by, proposed_at), SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.report_run (
  id uuid NOT NULL DEFAULT platform.new_id(),
  year integer NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  percent integer NOT NULL DEFAULT 0,
  step text NOT NULL DEFAULT ''::text,
  pages integer,
  files jsonb NOT NULL DEFAULT '[]'::jsonb,
  fault text NOT NULL DEFAULT ''::text,
  person text NOT NULL,
  asked_at timestamp with time zone NOT NULL DEFAULT now(),
  done_at timestamp with time zone,
  CONSTRAINT report_run_percent_check CHECK (percent >= 0 AND percent <= 100),
  CONSTRAINT report_run_pkey PRIMARY KEY (id),
  CONSTRAINT report_run_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX report_run_year ON improve.report_run USING btree (year, asked_at)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.result (
  measure_id text NOT NULL,
  position integer NOT NULL,
  tag text,
  ministries text[] NOT NULL,
  body text NOT NULL,
  origin text NOT NULL DEFAULT 'report'::text,
  state text NOT NULL DEFAULT 'published'::text,
  recorded_by text,
  recorded_at timestamp with time zone,
  CONSTRAINT result_measure_id_fkey FOREIGN KEY (measure_id) REFERENCES improve.measure(id) ON DELETE CASCADE,
  CONSTRAINT result_origin_check CHECK (origin = ANY (ARRAY['report'::text, 'hub'::text])),
  CONSTRAINT result_pkey PRIMARY KEY (measure_id, "position"),
  CONSTRAINT result_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.search_entry (
  id text NOT NULL,
  kind text NOT NULL,
  href text NOT NULL,
  title text NOT NULL,
  title_en text NOT NULL DEFAULT ''::text,
  body text NOT NULL,
  title_fold text NOT NULL,
  body_fold text NOT NULL,
  title_terms tsvector NOT NULL,
  terms tsvector NOT NULL,
  weight integer NOT NULL,
  hash text NOT NULL,
  CONSTRAINT search_entry_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX search_entry_kind ON improve.search_entry USING btree (kind, id)
CREATE INDEX search_entry_terms ON improve.search_entry USING gin (terms)
CREATE INDEX search_entry_title_terms ON improve.search_entry USING gin (title_terms)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.section (
  section text NOT NULL,
  parent text,
  position integer NOT NULL,
  depth integer NOT NULL,
  title text NOT NULL,
  title_en text NOT NULL DEFAULT ''::text,
  viewpoints text[] NOT NULL DEFAULT '{}'::text[],
  help text[] NOT NULL DEFAULT '{}'::text[],
  lead text[] NOT NULL DEFAULT '{}'::text[],
  related text[] NOT NULL DEFAULT '{}'::text[],
  offices jsonb NOT NULL DEFAULT '[]'::jsonb,
  line integer,
  CONSTRAINT section_depth_check CHECK (depth >= 1 AND depth <= 3),
  CONSTRAINT section_help_check CHECK (help <@ ARRAY['self'::text, 'mutual'::text, 'public'::text]),
  CONSTRAINT section_parent_fkey FOREIGN KEY (parent) REFERENCES improve.section(section),
  CONSTRAINT section_pkey PRIMARY KEY (section),
  CONSTRAINT section_section_check CHECK (section ~ '^\d(\.\d{1,2})?(\(\d{1,2}\))?$'::text),
  CONSTRAINT section_viewpoints_check CHECK (viewpoints <@ ARRAY['mission'::text, 'risk'::text, 'participation'::text])
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.section_review (
  section text NOT NULL,
  year integer NOT NULL,
  result text NOT NULL DEFAULT ''::text,
  evaluation text NOT NULL DEFAULT ''::text,
  next_plan text NOT NULL DEFAULT ''::text,
  page integer,
  line integer,
  CONSTRAINT section_review_pkey PRIMARY KEY (section, year),
  CONSTRAINT section_review_section_fkey FOREIGN KEY (section) REFERENCES improve.section(section)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.survey (
  id text NOT NULL,
  name text NOT NULL,
  name_en text NOT NULL DEFAULT ''::text,
  asked text NOT NULL,
  asked_en text NOT NULL DEFAULT ''::text,
  state text NOT NULL DEFAULT 'published'::text,
  changed_by text NOT NULL DEFAULT 'import'::text,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT survey_asked_check CHECK (asked <> ''::text AND length(asked) <= 500),
  CONSTRAINT survey_asked_en_check CHECK (length(asked_en) <= 500),
  CONSTRAINT survey_id_check CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text AND length(id) <= 60),
  CONSTRAINT survey_name_check CHECK (name <> ''::text AND length(name) <= 200),
  CONSTRAINT survey_name_en_check CHECK (length(name_en) <= 200),
  CONSTRAINT survey_pkey PRIMARY KEY (id),
  CONSTRAINT survey_state_check CHECK (state = ANY (ARRAY['draft'::text, 'published'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.survey_answer (
  survey_id text NOT NULL,
  wave text NOT NULL,
  question text NOT NULL,
  answer text NOT NULL,
  position integer NOT NULL,
  label text NOT NULL,
  label_en text NOT NULL DEFAULT ''::text,
  role text NOT NULL DEFAULT 'counts'::text,
  from_value numeric,
  to_value numeric,
  to_included boolean NOT NULL DEFAULT true,
  number integer,
  state text NOT NULL DEFAULT 'exact'::text,
  CONSTRAINT survey_answer_answer_check CHECK (answer ~ '^[a-z0-9]+([.-][a-z0-9]+)*$'::text AND length(answer) <= 40),
  CONSTRAINT survey_answer_check CHECK ((number IS NULL) = (state <> 'exact'::text)),
  CONSTRAINT survey_answer_check1 CHECK (from_value IS NULL OR to_value IS NULL OR from_value <= to_value),
  CONSTRAINT survey_answer_label_check CHECK (label <> ''::text AND length(label) <= 300),
  CONSTRAINT survey_answer_label_en_check CHECK (length(label_en) <= 300),
  CONSTRAINT survey_answer_number_check CHECK (number >= 0),
  CONSTRAINT survey_answer_pkey PRIMARY KEY (survey_id, wave, question, answer),
  CONSTRAINT survey_answer_role_check CHECK (role = ANY (ARRAY['counts'::text, 'not-applicable'::text])),
  CONSTRAINT survey_answer_state_check CHECK (state = ANY (ARRAY['exact'::text, 'suppressed'::text, 'not-published'::text])),
  CONSTRAINT survey_answer_survey_id_wave_question_fkey FOREIGN KEY (survey_id, wave, question) REFERENCES improve.survey_question(survey_id, wave, question) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.survey_question (
  survey_id text NOT NULL,
  wave text NOT NULL,
  question text NOT NULL,
  position integer NOT NULL,
  part text NOT NULL DEFAULT ''::text,
  part_en text NOT NULL DEFAULT ''::text,
  wording text NOT NULL,
  wording_en text NOT NULL DEFAULT ''::text,
  kind text NOT NULL,
  lines int4range,
  CONSTRAINT survey_question_kind_check CHECK (kind = ANY (ARRAY['one'::text, 'several'::text, 'band'::text])),
  CONSTRAINT survey_question_pkey PRIMARY KEY (survey_id, wave, question),
  CONSTRAINT survey_question_question_check CHECK (question ~ '^[a-z0-9]+([.-][a-z0-9]+)*$'::text AND length(question) <= 40),
  CONSTRAINT survey_question_survey_id_wave_fkey FOREIGN KEY (survey_id, wave) REFERENCES improve.survey_wave(survey_id, wave) ON DELETE CASCADE,
  CONSTRAINT survey_question_wording_check CHECK (wording <> ''::text AND length(wording) <= 500),
  CONSTRAINT survey_question_wording_en_check CHECK (length(wording_en) <= 500)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.survey_wave (
  survey_id text NOT NULL,
  wave text NOT NULL,
  reference_on date NOT NULL,
  asked integer,
  respondents integer NOT NULL,
  source text NOT NULL DEFAULT ''::text,
  cites jsonb,
  note text NOT NULL DEFAULT ''::text,
  note_en text NOT NULL DEFAULT ''::text,
  taken_by text NOT NULL DEFAULT 'import'::text,
  taken_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT survey_wave_asked_check CHECK (asked > 0),
  CONSTRAINT survey_wave_check CHECK (asked IS NULL OR respondents <= asked),
  CONSTRAINT survey_wave_note_check CHECK (length(note) <= 2000),
  CONSTRAINT survey_wave_note_en_check CHECK (length(note_en) <= 2000),
  CONSTRAINT survey_wave_pkey PRIMARY KEY (survey_id, wave),
  CONSTRAINT survey_wave_respondents_check CHECK (respondents > 0),
  CONSTRAINT survey_wave_source_check CHECK (length(source) <= 500),
  CONSTRAINT survey_wave_survey_id_fkey FOREIGN KEY (survey_id) REFERENCES improve.survey(id) ON DELETE CASCADE,
  CONSTRAINT survey_wave_wave_check CHECK (wave ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text AND length(wave) <= 40)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE improve.term (
  term text NOT NULL,
  position integer NOT NULL,
  expansion text,
  definition text NOT NULL,
  line integer,
  CONSTRAINT term_pkey PRIMARY KEY (term)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

VIEW improve.counted_fact AS
 SELECT kind,
    subject,
    organisation_id,
    (at AT TIME ZONE 'Asia/Tokyo'::text)::date AS day
   FROM platform.fact;

GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

VIEW improve.public_content AS
 SELECT c.id,
    c.initiative_id,
    c.name,
    c.kind,
    c.licence,
    c.url,
    c.taken,
    c.added_at
   FROM improve.content c
     JOIN improve.initiative i ON i.id = c.initiative_id
  WHERE i.state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_cycle AS
 SELECT measure_id,
    evaluation,
    next_plan,
    next_state,
    absorbed_into,
    because,
    written_at
   FROM improve.cycle c
  WHERE state = 'approved'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_deadline AS
 SELECT measure_id,
    "position",
    due_on,
    printed,
    sentence,
    slipped_from,
    slipped_measure_id,
    done_on
   FROM improve.deadline d
  WHERE NOT (EXISTS ( SELECT
           FROM improve.measure m
             JOIN improve.plan_year y ON y.year = m.year AND y.state = 'draft'::text
          WHERE m.id = d.measure_id));

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_event AS
 SELECT id,
    initiative_id,
    name,
    name_en,
    operator,
    starts_at,
    ends_at,
    status,
    is_online,
    prefecture,
    place,
    audiences,
    cost,
    what,
    url,
    attended,
    sequence,
    created_at,
    changed_at
   FROM improve.event
  WHERE state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_flag AS
 SELECT id,
    measure_id,
    figure,
    kind,
    evidence,
    facts,
    verdict
   FROM improve.flag f
  WHERE verdict IS DISTINCT FROM 'wrong'::text AND NOT (EXISTS ( SELECT
           FROM improve.measure m
             JOIN improve.plan_year y ON y.year = m.year AND y.state = 'draft'::text
          WHERE m.id = f.measure_id));

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_indicator AS
 SELECT id,
    key,
    measure_id,
    policy,
    name,
    name_en,
    kind,
    source,
    counter,
    unit,
    denominator,
    baseline,
    baseline_on,
    target,
    target_on,
    better,
    owner,
    line
   FROM improve.indicator i
  WHERE state = 'active'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_indicator_value AS
 SELECT v.id,
    v.indicator_id,
    v.from_on,
    v.to_on,
        CASE
            WHEN v.source = 'fact'::text AND v.value > 0::numeric AND v.value < 10::numeric THEN NULL::numeric
            ELSE v.value
        END AS value,
        CASE
            WHEN v.source = 'fact'::text AND v.value > 0::numeric AND v.value < 10::numeric THEN 'suppressed'::text
            ELSE v.state
        END AS state,
    v.what,
    v.unit,
    v.source,
    v.source_note
   FROM improve.indicator_value v
     JOIN improve.indicator i ON i.id = v.indicator_id
  WHERE i.state = 'active'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_infrastructure_measure AS
 SELECT id,
    year,
    "position",
    actor,
    policy,
    item,
    plan,
    result,
    page,
    line
   FROM improve.infrastructure_measure;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_initiative AS
 SELECT id,
    name,
    name_en,
    operators,
    sector,
    methods,
    audiences,
    audience_basis,
    region,
    prefectures,
    cost,
    cost_note,
    how_to_join,
    what,
    what_en,
    url,
    link_state,
    link_reason,
    link_checked_at,
    link_broken_since,
    sources,
    origin,
    published_at,
    changed_at
   FROM improve.initiative
  WHERE state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_initiative_place AS
 SELECT audience,
    method,
    sector,
    initiative_id,
    name,
    name_en
   FROM improve.initiative_place;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_link AS
 SELECT id,
    measure_id,
    other_id,
    kind,
    confidence,
    state,
    decided_at
   FROM improve.link l
  WHERE state <> 'refused'::text AND NOT (EXISTS ( SELECT
           FROM improve.measure m
             JOIN improve.plan_year y ON y.year = m.year AND y.state = 'draft'::text
          WHERE m.id = l.measure_id)) AND NOT (EXISTS ( SELECT
           FROM improve.measure m
             JOIN improve.plan_year y ON y.year = m.year AND y.state = 'draft'::text
          WHERE m.id = l.other_id));

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_map_cell AS
 SELECT audience,
    method,
    count
   FROM improve.map_cell;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_measure AS
 SELECT id,
    year,
    section,
    heading,
    goals,
    item,
    "position",
    ministries,
    plan,
    sub_rows,
    relisted,
    page,
    line,
    origin,
    state,
    absorbed_into,
    search_text
   FROM improve.measure m
  WHERE NOT (EXISTS ( SELECT
           FROM improve.plan_year y
          WHERE y.year = m.year AND y.state = 'draft'::text));

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_plan_year AS
 SELECT year,
    source,
    has_results
   FROM improve.plan_year
  WHERE state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_practice AS
 SELECT p.id,
    p.initiative_id,
    p.title,
    p.body,
    p.whose,
    p.added_at
   FROM improve.practice p
     JOIN improve.initiative i ON i.id = p.initiative_id
  WHERE i.state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_report_run AS
 SELECT r.id,
    r.year,
    r.pages,
    r.files,
    r.done_at
   FROM improve.report_run r
     JOIN improve.plan_year y ON y.year = r.year AND y.state = 'published'::text
  WHERE r.state = 'done'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_result AS
 SELECT measure_id,
    "position",
    tag,
    ministries,
    body,
    origin
   FROM improve.result r
  WHERE state = 'published'::text AND NOT (EXISTS ( SELECT
           FROM improve.measure m
             JOIN improve.plan_year y ON y.year = m.year AND y.state = 'draft'::text
          WHERE m.id = r.measure_id));

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_search_entry AS
 SELECT id,
    kind,
    href,
    title,
    title_en,
    body,
    title_fold,
    body_fold,
    title_terms,
    terms,
    weight
   FROM improve.search_entry;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_section AS
 SELECT section,
    parent,
    "position",
    depth,
    title,
    title_en,
    viewpoints,
    help,
    lead,
    related,
    offices,
    line
   FROM improve.section;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_section_review AS
 SELECT section,
    year,
    result,
    evaluation,
    next_plan,
    page,
    line
   FROM improve.section_review;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_survey AS
 SELECT id,
    name,
    name_en,
    asked,
    asked_en,
    changed_at
   FROM improve.survey
  WHERE state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_survey_answer AS
 SELECT a.survey_id,
    a.wave,
    a.question,
    a.answer,
    a."position",
    a.label,
    a.label_en,
    a.role,
    a.from_value,
    a.to_value,
    a.to_included,
    a.number,
    a.state
   FROM improve.survey_answer a
     JOIN improve.survey s ON s.id = a.survey_id
  WHERE s.state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_survey_question AS
 SELECT q.survey_id,
    q.wave,
    q.question,
    q."position",
    q.part,
    q.part_en,
    q.wording,
    q.wording_en,
    q.kind,
    lower(q.lines) AS line_from,
    upper(q.lines) - 1 AS line_to
   FROM improve.survey_question q
     JOIN improve.survey s ON s.id = q.survey_id
  WHERE s.state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_survey_wave AS
 SELECT w.survey_id,
    w.wave,
    w.reference_on,
    w.asked,
    w.respondents,
    w.source,
    w.cites,
    w.note,
    w.note_en,
    w.taken_at
   FROM improve.survey_wave w
     JOIN improve.survey s ON s.id = w.survey_id
  WHERE s.state = 'published'::text;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker

VIEW improve.public_term AS
 SELECT term,
    "position",
    expansion,
    definition,
    line
   FROM improve.term;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker
