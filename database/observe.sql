-- Schema observe, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE observe.allowed (
  id uuid NOT NULL DEFAULT platform.new_id(),
  prefix text NOT NULL,
  because text NOT NULL,
  source text NOT NULL DEFAULT ''::text,
  added_by text NOT NULL,
  added_at timestamp with time zone NOT NULL,
  until timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT allowed_because_check CHECK (length(because) >= 1 AND length(because) <= 400),
  CONSTRAINT allowed_pkey PRIMARY KEY (id),
  CONSTRAINT allowed_source_check CHECK (length(source) <= 400)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.ask_token (
  token_hash text NOT NULL,
  organisation_id uuid,
  person_id uuid NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT ask_token_pkey PRIMARY KEY (token_hash)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT DELETE, INSERT, SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.batch (
  id uuid NOT NULL DEFAULT platform.new_id(),
  feed_id text NOT NULL,
  digest text NOT NULL,
  name text NOT NULL,
  bytes bigint NOT NULL,
  origin text NOT NULL,
  state text NOT NULL DEFAULT 'received'::text,
  attempts integer NOT NULL DEFAULT 0,
  rows_read bigint NOT NULL DEFAULT 0,
  rows_quarantined bigint NOT NULL DEFAULT 0,
  report jsonb NOT NULL DEFAULT '{}'::jsonb,
  observed_from timestamp with time zone,
  observed_until timestamp with time zone,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  stored_at timestamp with time zone,
  applied_at timestamp with time zone,
  CONSTRAINT batch_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES observe.feed(id),
  CONSTRAINT batch_pkey PRIMARY KEY (id),
  CONSTRAINT batch_state_check CHECK (state = ANY (ARRAY['received'::text, 'storing'::text, 'stored'::text, 'applied'::text, 'refused'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX batch_feed ON observe.batch USING btree (feed_id, received_at DESC)
CREATE INDEX batch_list ON observe.batch USING btree (received_at DESC, id)
CREATE UNIQUE INDEX batch_once ON observe.batch USING btree (feed_id, digest)
CREATE INDEX batch_unfinished ON observe.batch USING btree (received_at) WHERE state = ANY (ARRAY['received'::text, 'storing'::text, 'stored'::text])
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.body (
  organisation_id uuid NOT NULL,
  centre text NOT NULL,
  bundle_minutes integer NOT NULL DEFAULT 60,
  least_attempts integer NOT NULL DEFAULT 1,
  least_severity integer NOT NULL DEFAULT 3,
  token_hash text,
  since timestamp with time zone NOT NULL,
  centre_id uuid,
  CONSTRAINT body_bundle_minutes_check CHECK (bundle_minutes >= 1 AND bundle_minutes <= 1440),
  CONSTRAINT body_centre_check CHECK (centre = ANY (ARRAY['national'::text, 'agency'::text, 'local'::text, 'academic'::text])),
  CONSTRAINT body_centre_id_fkey FOREIGN KEY (centre_id) REFERENCES observe.centre(organisation_id),
  CONSTRAINT body_least_attempts_check CHECK (least_attempts >= 1 AND least_attempts <= 1000000),
  CONSTRAINT body_least_severity_check CHECK (least_severity >= 0 AND least_severity <= 10),
  CONSTRAINT body_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT body_token_hash_key UNIQUE (token_hash)
)

ROW LEVEL SECURITY
POLICY below TO kyojo_member USING ((centre_id = ANY (platform.my_organisations())) OR (centre_id IN ( SELECT c.organisation_id
   FROM observe.centre c
  WHERE c.upper_id = ANY (platform.my_organisations()))))
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX body_centre ON observe.body USING btree (centre_id) WHERE centre_id IS NOT NULL
GRANT SELECT (organisation_id, centre, bundle_minutes, least_attempts, least_severity, since, centre_id) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.campaign (
  id uuid NOT NULL DEFAULT platform.new_id(),
  name text NOT NULL,
  purpose text NOT NULL DEFAULT ''::text,
  legal_basis text NOT NULL,
  scope text[] NOT NULL DEFAULT '{}'::text[],
  packets_per_second integer NOT NULL,
  tries_per_address integer NOT NULL,
  identifier text NOT NULL DEFAULT 'default-password'::text,
  wordings text[] NOT NULL DEFAULT '{A,B}'::text[],
  state text NOT NULL DEFAULT 'planned'::text,
  authorised_by text,
  authorised_at timestamp with time zone,
  made_at timestamp with time zone NOT NULL,
  texts jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT campaign_legal_basis_check CHECK (length(legal_basis) >= 1 AND length(legal_basis) <= 2000),
  CONSTRAINT campaign_name_check CHECK (length(name) >= 1 AND length(name) <= 120),
  CONSTRAINT campaign_name_key UNIQUE (name),
  CONSTRAINT campaign_packets_per_second_check CHECK (packets_per_second >= 1 AND packets_per_second <= 1000000),
  CONSTRAINT campaign_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_purpose_check CHECK (length(purpose) <= 2000),
  CONSTRAINT campaign_state_check CHECK (state = ANY (ARRAY['planned'::text, 'authorised'::text, 'ended'::text])),
  CONSTRAINT campaign_tries_per_address_check CHECK (tries_per_address >= 1 AND tries_per_address <= 100)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.campaign_hit (
  id uuid NOT NULL DEFAULT platform.new_id(),
  campaign_id uuid NOT NULL,
  organisation_id uuid,
  campaign_name text NOT NULL,
  asset text NOT NULL,
  port integer NOT NULL,
  device text NOT NULL,
  product text NOT NULL,
  as_number bigint NOT NULL DEFAULT 0,
  wording text NOT NULL DEFAULT ''::text,
  first_round integer NOT NULL,
  last_round integer NOT NULL,
  found_at timestamp with time zone NOT NULL,
  last_found_at timestamp with time zone NOT NULL,
  status text NOT NULL DEFAULT 'found'::text,
  told_at timestamp with time zone,
  claimed_at timestamp with time zone,
  fixed_at timestamp with time zone,
  shown_at timestamp with time zone,
  CONSTRAINT campaign_hit_campaign_id_asset_port_key UNIQUE (campaign_id, asset, port),
  CONSTRAINT campaign_hit_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES observe.campaign(id) ON DELETE CASCADE,
  CONSTRAINT campaign_hit_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_hit_status_check CHECK (status = ANY (ARRAY['found'::text, 'told'::text, 'unreachable'::text, 'claimed-fixed'::text, 'fixed'::text, 'again'::text, 'taken-back'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX campaign_hit_of ON observe.campaign_hit USING btree (organisation_id, last_found_at DESC, id)
CREATE INDEX campaign_hit_round ON observe.campaign_hit USING btree (campaign_id, last_round)
GRANT SELECT, UPDATE (status, told_at, claimed_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.campaign_hit_before (
  round_id uuid NOT NULL,
  hit_id uuid NOT NULL,
  was jsonb NOT NULL,
  CONSTRAINT campaign_hit_before_hit_id_fkey FOREIGN KEY (hit_id) REFERENCES observe.campaign_hit(id) ON DELETE CASCADE,
  CONSTRAINT campaign_hit_before_pkey PRIMARY KEY (round_id, hit_id),
  CONSTRAINT campaign_hit_before_round_id_fkey FOREIGN KEY (round_id) REFERENCES observe.campaign_round(id) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.campaign_round (
  id uuid NOT NULL DEFAULT platform.new_id(),
  campaign_id uuid NOT NULL,
  number integer NOT NULL,
  name text NOT NULL,
  asked bigint NOT NULL DEFAULT 0,
  hits bigint NOT NULL DEFAULT 0,
  verified boolean NOT NULL DEFAULT false,
  surveyed_at timestamp with time zone NOT NULL,
  source text NOT NULL DEFAULT 'survey'::text,
  state text NOT NULL DEFAULT 'taken'::text,
  digest text,
  keeps_before boolean NOT NULL DEFAULT false,
  CONSTRAINT campaign_round_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES observe.campaign(id) ON DELETE CASCADE,
  CONSTRAINT campaign_round_campaign_id_number_key UNIQUE (campaign_id, number),
  CONSTRAINT campaign_round_number_check CHECK (number >= 1),
  CONSTRAINT campaign_round_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_round_source_check CHECK (source = ANY (ARRAY['survey'::text, 'darknet'::text])),
  CONSTRAINT campaign_round_state_check CHECK (state = ANY (ARRAY['reading'::text, 'taken'::text, 'taken-back'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE UNIQUE INDEX campaign_round_once ON observe.campaign_round USING btree (campaign_id, digest)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.candidate (
  id uuid NOT NULL DEFAULT platform.new_id(),
  accused text NOT NULL,
  role text NOT NULL,
  target_port integer NOT NULL,
  protocol integer NOT NULL,
  score real NOT NULL,
  detectors text[] NOT NULL,
  peers integer NOT NULL,
  flows bigint NOT NULL,
  first_seen_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  as_number bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'open'::text,
  decided_by text NOT NULL DEFAULT ''::text,
  decided_at timestamp with time zone,
  expires_at timestamp with time zone,
  handling text NOT NULL DEFAULT 'TLP:AMBER'::text,
  told_until timestamp with time zone,
  opened_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  judged_from timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
  stood text NOT NULL DEFAULT ''::text,
  CONSTRAINT candidate_accused_role_target_port_protocol_key UNIQUE (accused, role, target_port, protocol),
  CONSTRAINT candidate_decided_by_check CHECK (decided_by = ANY (ARRAY[''::text, 'two-people'::text, 'corroboration'::text])),
  CONSTRAINT candidate_pkey PRIMARY KEY (id),
  CONSTRAINT candidate_state_check CHECK (state = ANY (ARRAY['open'::text, 'confirmed'::text, 'rejected'::text, 'expired'::text, 'allowed'::text])),
  CONSTRAINT candidate_stood_check CHECK (stood = ANY (ARRAY[''::text, 'confirmed'::text, 'rejected'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX candidate_confirmed ON observe.candidate USING btree (expires_at) WHERE state = 'confirmed'::text
CREATE INDEX candidate_ranked ON observe.candidate USING btree (state, score DESC, id)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.centre (
  organisation_id uuid NOT NULL,
  level text NOT NULL,
  upper_id uuid,
  since timestamp with time zone NOT NULL,
  CONSTRAINT centre_check CHECK (upper_id <> organisation_id),
  CONSTRAINT centre_level_check CHECK (level = ANY (ARRAY['national'::text, 'agency'::text, 'local'::text, 'academic'::text])),
  CONSTRAINT centre_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT centre_upper_id_fkey FOREIGN KEY (upper_id) REFERENCES observe.centre(organisation_id)
)

ROW LEVEL SECURITY
POLICY below TO kyojo_member USING (upper_id = ANY (platform.my_organisations()))
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX centre_upper ON observe.centre USING btree (upper_id) WHERE upper_id IS NOT NULL
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.collector (
  name text NOT NULL,
  ports integer[] NOT NULL,
  receive_buffer bigint NOT NULL,
  pseudonymises boolean NOT NULL,
  started_at timestamp with time zone NOT NULL,
  heard_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  counters jsonb NOT NULL DEFAULT '{}'::jsonb,
  templates jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT collector_pkey PRIMARY KEY (name)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.darknet_day (
  day date NOT NULL,
  told integer NOT NULL,
  told_at timestamp with time zone NOT NULL,
  CONSTRAINT darknet_day_pkey PRIMARY KEY (day)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.detection_run (
  id uuid NOT NULL DEFAULT platform.new_id(),
  detector text NOT NULL,
  version integer NOT NULL,
  from_at timestamp with time zone NOT NULL,
  to_at timestamp with time zone NOT NULL,
  milliseconds integer NOT NULL,
  alerts integer NOT NULL,
  failed text NOT NULL DEFAULT ''::text,
  ran_at timestamp with time zone NOT NULL,
  CONSTRAINT detection_run_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX detection_run_newest ON observe.detection_run USING btree (detector, version, ran_at DESC)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.event (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  signature text NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  port integer NOT NULL,
  bucket timestamp with time zone NOT NULL,
  attempts bigint NOT NULL,
  severity integer NOT NULL,
  first_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'open'::text,
  decided_by text NOT NULL DEFAULT ''::text,
  decided_at timestamp with time zone,
  because text NOT NULL DEFAULT ''::text,
  method integer NOT NULL DEFAULT 1,
  CONSTRAINT event_organisation_id_signature_source_bucket_key UNIQUE (organisation_id, signature, source, bucket),
  CONSTRAINT event_pkey PRIMARY KEY (id),
  CONSTRAINT event_state_check CHECK (state = ANY (ARRAY['few'::text, 'open'::text, 'notice'::text, 'harmless'::text, 'false-positive'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY looked_at TO kyojo_member USING ((organisation_id IN ( SELECT b.organisation_id
   FROM observe.body b
  WHERE b.centre_id = ANY (platform.my_organisations()))))
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX event_of ON observe.event USING btree (organisation_id, last_at DESC, id)
CREATE INDEX event_open ON observe.event USING btree (last_at DESC, id) WHERE state = 'open'::text
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.evidence (
  candidate_id uuid NOT NULL,
  detector text NOT NULL,
  version integer NOT NULL,
  peer text NOT NULL,
  score real NOT NULL,
  flows bigint NOT NULL,
  first_seen_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  reasons jsonb NOT NULL,
  CONSTRAINT evidence_candidate_id_fkey FOREIGN KEY (candidate_id) REFERENCES observe.candidate(id) ON DELETE CASCADE,
  CONSTRAINT evidence_pkey PRIMARY KEY (candidate_id, detector, version, peer)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.exporter (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid,
  name text NOT NULL,
  address text,
  feed text,
  subscriber_prefixes text[] NOT NULL DEFAULT '{}'::text[],
  silent_after_minutes integer NOT NULL DEFAULT 10,
  state text NOT NULL DEFAULT 'active'::text,
  last_seen_at timestamp with time zone,
  silent_since timestamp with time zone,
  registered_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT exporter_address_key UNIQUE (address),
  CONSTRAINT exporter_check CHECK ((address IS NULL) <> (feed IS NULL)),
  CONSTRAINT exporter_feed_check CHECK (feed ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text),
  CONSTRAINT exporter_feed_key UNIQUE (feed),
  CONSTRAINT exporter_name_check CHECK (length(name) >= 1 AND length(name) <= 120),
  CONSTRAINT exporter_pkey PRIMARY KEY (id),
  CONSTRAINT exporter_silent_after_minutes_check CHECK (silent_after_minutes >= 1 AND silent_after_minutes <= 10080),
  CONSTRAINT exporter_state_check CHECK (state = ANY (ARRAY['active'::text, 'ended'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX exporter_organisation ON observe.exporter USING btree (organisation_id) WHERE organisation_id IS NOT NULL
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.exporter_hour (
  exporter_id uuid NOT NULL,
  organisation_id uuid,
  hour timestamp with time zone NOT NULL,
  datagrams bigint NOT NULL DEFAULT 0,
  flows bigint NOT NULL DEFAULT 0,
  lost bigint NOT NULL DEFAULT 0,
  CONSTRAINT exporter_hour_exporter_id_fkey FOREIGN KEY (exporter_id) REFERENCES observe.exporter(id) ON DELETE CASCADE,
  CONSTRAINT exporter_hour_pkey PRIMARY KEY (exporter_id, hour)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.exporter_source (
  exporter_id uuid NOT NULL,
  organisation_id uuid,
  version integer NOT NULL,
  source_id bigint NOT NULL,
  templates integer NOT NULL DEFAULT 0,
  sampling integer NOT NULL DEFAULT 1,
  lost bigint NOT NULL DEFAULT 0,
  late bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  restarts bigint NOT NULL DEFAULT 0,
  last_seen_at timestamp with time zone NOT NULL,
  CONSTRAINT exporter_source_exporter_id_fkey FOREIGN KEY (exporter_id) REFERENCES observe.exporter(id) ON DELETE CASCADE,
  CONSTRAINT exporter_source_pkey PRIMARY KEY (exporter_id, version, source_id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.exporter_stranger (
  address text NOT NULL,
  datagrams bigint NOT NULL DEFAULT 0,
  first_seen_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  CONSTRAINT exporter_stranger_pkey PRIMARY KEY (address)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.feed (
  id text NOT NULL,
  name text NOT NULL,
  mapping jsonb,
  state text NOT NULL DEFAULT 'active'::text,
  token_hash text,
  handling text NOT NULL DEFAULT 'TLP:AMBER'::text,
  expected_hours integer,
  last_batch_at timestamp with time zone,
  silent_since timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  active_since timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT feed_expected_hours_check CHECK (expected_hours > 0),
  CONSTRAINT feed_id_check CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text),
  CONSTRAINT feed_pkey PRIMARY KEY (id),
  CONSTRAINT feed_state_check CHECK (state = ANY (ARRAY['active'::text, 'paused'::text, 'ended'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE UNIQUE INDEX feed_token ON observe.feed USING btree (token_hash) WHERE token_hash IS NOT NULL
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.flow_file (
  digest text NOT NULL,
  name text NOT NULL,
  feed text NOT NULL,
  format text NOT NULL DEFAULT ''::text,
  rows bigint NOT NULL DEFAULT 0,
  unread bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'reading'::text,
  taken_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT flow_file_pkey PRIMARY KEY (digest),
  CONSTRAINT flow_file_state_check CHECK (state = ANY (ARRAY['reading'::text, 'stored'::text, 'unknown'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.funnel_day (
  organisation_id uuid NOT NULL,
  day date NOT NULL,
  method integer NOT NULL,
  logs bigint NOT NULL DEFAULT 0,
  noise bigint NOT NULL DEFAULT 0,
  mitigated bigint NOT NULL DEFAULT 0,
  below bigint NOT NULL DEFAULT 0,
  attempts bigint NOT NULL DEFAULT 0,
  bundles bigint NOT NULL DEFAULT 0,
  events bigint NOT NULL DEFAULT 0,
  decided bigint NOT NULL DEFAULT 0,
  notices bigint NOT NULL DEFAULT 0,
  false_positives bigint NOT NULL DEFAULT 0,
  CONSTRAINT funnel_day_pkey PRIMARY KEY (organisation_id, day, method)
)

ROW LEVEL SECURITY
POLICY below TO kyojo_member USING ((organisation_id IN ( SELECT b.organisation_id
   FROM observe.body b)))
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.listing (
  id uuid NOT NULL DEFAULT platform.new_id(),
  candidate_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  accused text NOT NULL,
  target_port integer NOT NULL,
  protocol integer NOT NULL,
  handling text NOT NULL,
  given_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  withdrawn_at timestamp with time zone,
  hits bigint,
  hosts bigint,
  reported_at timestamp with time zone,
  CONSTRAINT listing_candidate_id_fkey FOREIGN KEY (candidate_id) REFERENCES observe.candidate(id) ON DELETE CASCADE,
  CONSTRAINT listing_candidate_id_organisation_id_key UNIQUE (candidate_id, organisation_id),
  CONSTRAINT listing_hits_check CHECK (hits >= 0),
  CONSTRAINT listing_hosts_check CHECK (hosts >= 0),
  CONSTRAINT listing_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX listing_of ON observe.listing USING btree (organisation_id, given_at DESC, id)
GRANT SELECT, UPDATE (hits, hosts, reported_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.mapping_version (
  feed_id text NOT NULL,
  version integer NOT NULL,
  mapping jsonb NOT NULL,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT mapping_version_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES observe.feed(id) ON DELETE CASCADE,
  CONSTRAINT mapping_version_pkey PRIMARY KEY (feed_id, version),
  CONSTRAINT mapping_version_version_check CHECK (version > 0)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.noise_rule (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  signature text NOT NULL DEFAULT ''::text,
  source text NOT NULL DEFAULT ''::text,
  because text NOT NULL,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT noise_rule_because_check CHECK (length(because) >= 1 AND length(because) <= 400),
  CONSTRAINT noise_rule_check CHECK (signature <> ''::text OR source <> ''::text),
  CONSTRAINT noise_rule_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY looked_at TO kyojo_member USING ((organisation_id IN ( SELECT b.organisation_id
   FROM observe.body b
  WHERE b.centre_id = ANY (platform.my_organisations()))))
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX noise_rule_of ON observe.noise_rule USING btree (organisation_id) WHERE ended_at IS NULL
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.novelty (
  feed_id text NOT NULL,
  what text NOT NULL,
  name text NOT NULL,
  seen_at timestamp with time zone NOT NULL DEFAULT now(),
  noted_at timestamp with time zone,
  CONSTRAINT novelty_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES observe.feed(id) ON DELETE CASCADE,
  CONSTRAINT novelty_pkey PRIMARY KEY (feed_id, what, name),
  CONSTRAINT novelty_what_check CHECK (what = ANY (ARRAY['type'::text, 'column'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.own_report (
  id uuid NOT NULL DEFAULT platform.new_id(),
  feed_id text NOT NULL,
  name text NOT NULL,
  body text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  sent_at timestamp with time zone,
  batch_id uuid,
  taken_back text,
  CONSTRAINT own_report_pkey PRIMARY KEY (id),
  CONSTRAINT own_report_taken_back_check CHECK (length(taken_back) >= 1 AND length(taken_back) <= 2000)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.participant (
  organisation_id uuid NOT NULL,
  joined_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone,
  token_hash text,
  CONSTRAINT participant_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT participant_token_hash_key UNIQUE (token_hash)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.port_alarm (
  day date NOT NULL,
  protocol integer NOT NULL,
  port integer NOT NULL,
  sources bigint NOT NULL,
  packets bigint NOT NULL,
  usual real NOT NULL,
  raised_at timestamp with time zone NOT NULL,
  CONSTRAINT port_alarm_pkey PRIMARY KEY (day, protocol, port)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.portal (
  organisation_id uuid NOT NULL,
  url text NOT NULL,
  key text NOT NULL,
  set_at timestamp with time zone NOT NULL,
  CONSTRAINT portal_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT portal_url_check CHECK (url ~~ 'https://%'::text AND length(url) <= 500)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT DELETE, INSERT, SELECT (organisation_id, url, set_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.publication (
  name text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  data jsonb NOT NULL,
  CONSTRAINT publication_pkey PRIMARY KEY (name)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.quarantine (
  id uuid NOT NULL DEFAULT platform.new_id(),
  batch_id uuid NOT NULL,
  line bigint NOT NULL,
  field text NOT NULL DEFAULT ''::text,
  reason text NOT NULL,
  content text NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  cause text GENERATED ALWAYS AS split_part(reason, ':'::text, 1) STORED,
  replay_batch_id uuid,
  settled_at timestamp with time zone,
  note text NOT NULL DEFAULT ''::text,
  CONSTRAINT quarantine_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES observe.batch(id) ON DELETE CASCADE,
  CONSTRAINT quarantine_pkey PRIMARY KEY (id),
  CONSTRAINT quarantine_replay_batch_id_fkey FOREIGN KEY (replay_batch_id) REFERENCES observe.batch(id) ON DELETE SET NULL,
  CONSTRAINT quarantine_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'replayed'::text, 'dropped'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX quarantine_batch ON observe.quarantine USING btree (batch_id, line)
CREATE INDEX quarantine_cause ON observe.quarantine USING btree (cause) WHERE state = 'waiting'::text
CREATE INDEX quarantine_list ON observe.quarantine USING btree (created_at DESC, id DESC)
CREATE INDEX quarantine_replay ON observe.quarantine USING btree (replay_batch_id) WHERE replay_batch_id IS NOT NULL
CREATE INDEX quarantine_waiting ON observe.quarantine USING btree (created_at, id) WHERE state = 'waiting'::text
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.query_result (
  id uuid NOT NULL DEFAULT platform.new_id(),
  saved_query_id uuid NOT NULL,
  organisation_id uuid,
  ran_at timestamp with time zone NOT NULL,
  milliseconds integer NOT NULL,
  total bigint NOT NULL,
  rows jsonb NOT NULL,
  CONSTRAINT query_result_pkey PRIMARY KEY (id),
  CONSTRAINT query_result_saved_query_id_fkey FOREIGN KEY (saved_query_id) REFERENCES observe.saved_query(id) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX query_result_of ON observe.query_result USING btree (saved_query_id, ran_at DESC)
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.retention (
  table_name text NOT NULL,
  days integer NOT NULL,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT retention_days_check CHECK (days >= 1 AND days <= 3650),
  CONSTRAINT retention_pkey PRIMARY KEY (table_name)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.saved_query (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid,
  person_id uuid NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  every text NOT NULL DEFAULT ''::text,
  next_at timestamp with time zone,
  saved_at timestamp with time zone NOT NULL,
  failed_at timestamp with time zone,
  CONSTRAINT saved_query_every_check CHECK (every = ANY (ARRAY[''::text, 'hour'::text, 'day'::text, 'week'::text])),
  CONSTRAINT saved_query_name_check CHECK (length(name) >= 1 AND length(name) <= 120),
  CONSTRAINT saved_query_pkey PRIMARY KEY (id),
  CONSTRAINT saved_query_query_check CHECK (length(query) <= 4000)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX saved_query_due ON observe.saved_query USING btree (next_at) WHERE next_at IS NOT NULL
GRANT DELETE, INSERT, SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.sensor (
  id uuid NOT NULL DEFAULT platform.new_id(),
  name text NOT NULL,
  prefixes text[] NOT NULL,
  addresses bigint NOT NULL,
  state text NOT NULL DEFAULT 'active'::text,
  counted_until timestamp with time zone,
  last_seen_at timestamp with time zone,
  silent_since timestamp with time zone,
  started_at timestamp with time zone NOT NULL,
  CONSTRAINT sensor_addresses_check CHECK (addresses > 0),
  CONSTRAINT sensor_name_check CHECK (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text),
  CONSTRAINT sensor_name_key UNIQUE (name),
  CONSTRAINT sensor_pkey PRIMARY KEY (id),
  CONSTRAINT sensor_prefixes_check CHECK (cardinality(prefixes) >= 1 AND cardinality(prefixes) <= 200),
  CONSTRAINT sensor_state_check CHECK (state = ANY (ARRAY['active'::text, 'ended'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.sensor_size (
  sensor_id uuid NOT NULL,
  from_at timestamp with time zone NOT NULL,
  addresses bigint NOT NULL,
  CONSTRAINT sensor_size_pkey PRIMARY KEY (sensor_id, from_at),
  CONSTRAINT sensor_size_sensor_id_fkey FOREIGN KEY (sensor_id) REFERENCES observe.sensor(id) ON DELETE CASCADE
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.series_break (
  series text NOT NULL,
  at timestamp with time zone NOT NULL,
  ja text NOT NULL,
  en text NOT NULL,
  CONSTRAINT series_break_pkey PRIMARY KEY (series, at)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.silence (
  id uuid NOT NULL DEFAULT platform.new_id(),
  feed_id text NOT NULL,
  since timestamp with time zone NOT NULL,
  noticed_at timestamp with time zone NOT NULL,
  mailed_at timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT silence_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES observe.feed(id) ON DELETE CASCADE,
  CONSTRAINT silence_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE INDEX silence_list ON observe.silence USING btree (feed_id, since DESC)
CREATE UNIQUE INDEX silence_one ON observe.silence USING btree (feed_id) WHERE ended_at IS NULL
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.survey_scanner (
  prefix text NOT NULL,
  name text NOT NULL,
  source text NOT NULL,
  listed_at timestamp with time zone NOT NULL,
  CONSTRAINT survey_scanner_pkey PRIMARY KEY (prefix)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE observe.verdict (
  candidate_id uuid NOT NULL,
  person_id uuid NOT NULL,
  verdict text NOT NULL,
  because text NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT verdict_because_check CHECK (length(because) <= 2000),
  CONSTRAINT verdict_candidate_id_fkey FOREIGN KEY (candidate_id) REFERENCES observe.candidate(id) ON DELETE CASCADE,
  CONSTRAINT verdict_pkey PRIMARY KEY (candidate_id, person_id),
  CONSTRAINT verdict_verdict_check CHECK (verdict = ANY (ARRAY['confirm'::text, 'reject'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

VIEW observe.public_publication AS
 SELECT name,
    made_at,
    data
   FROM observe.publication;

GRANT SELECT TO kyojo_member
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_public
GRANT SELECT TO kyojo_worker
