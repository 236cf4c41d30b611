-- Schema observe, as it is after every migration. Written by `./kyojo golden`; compared by a test.

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
