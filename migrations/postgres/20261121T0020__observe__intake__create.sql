-- observe: feeds, what they delivered, and what could not be read. The observations themselves are in the column store.
CREATE SCHEMA observe;
GRANT USAGE ON SCHEMA observe TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;

-- 情報源: a feed is data. Built-in ones come from content/feeds, an operator's own from the browser.
CREATE TABLE observe.feed (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text NOT NULL,
  mapping jsonb,               -- NULL: the mapping of that name in content/feeds
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
  token_hash text,             -- SHA-256 of the token a machine sends reports with
  handling text NOT NULL DEFAULT 'TLP:AMBER',
  expected_hours int CHECK (expected_hours > 0),  -- its rhythm; NULL: none expected
  last_batch_at timestamptz,
  silent_since timestamptz,    -- set while it is past its rhythm
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX feed_token ON observe.feed (token_hash) WHERE token_hash IS NOT NULL;
SELECT platform.guard('observe.feed', NULL);

-- 受信: one report as it came in. (feed, digest) makes a file sent twice one report.
CREATE TABLE observe.batch (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  feed_id text NOT NULL REFERENCES observe.feed,
  digest text NOT NULL,        -- SHA-256 of the bytes as they came
  name text NOT NULL,
  bytes bigint NOT NULL,
  origin text NOT NULL,        -- http, file, folder, mail, replay
  state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'storing', 'stored', 'applied', 'refused')),
  attempts int NOT NULL DEFAULT 0,
  rows_read bigint NOT NULL DEFAULT 0,
  rows_quarantined bigint NOT NULL DEFAULT 0,
  report jsonb NOT NULL DEFAULT '{}',  -- report type, new columns, reason of refusal
  observed_from timestamptz,
  observed_until timestamptz,
  received_at timestamptz NOT NULL DEFAULT now(),
  stored_at timestamptz,
  applied_at timestamptz
);
CREATE UNIQUE INDEX batch_once ON observe.batch (feed_id, digest);
CREATE INDEX batch_list ON observe.batch (received_at DESC, id);
CREATE INDEX batch_feed ON observe.batch (feed_id, received_at DESC);
CREATE INDEX batch_unfinished ON observe.batch (received_at) WHERE state IN ('received', 'storing', 'stored');
SELECT platform.guard('observe.batch', NULL);

-- 隔離: a row that could not be read, with place and reason; can be looked at, mapped again and replayed.
CREATE TABLE observe.quarantine (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  batch_id uuid NOT NULL REFERENCES observe.batch ON DELETE CASCADE,
  line bigint NOT NULL,
  field text NOT NULL DEFAULT '',
  reason text NOT NULL,
  content text NOT NULL,       -- the row as it came, cut at 64 KiB
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'replayed', 'dropped')),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quarantine_batch ON observe.quarantine (batch_id, line);
CREATE INDEX quarantine_waiting ON observe.quarantine (created_at, id) WHERE state = 'waiting';
SELECT platform.guard('observe.quarantine', NULL);

-- What an operator is told once: a report type or a column never seen before.
CREATE TABLE observe.novelty (
  feed_id text NOT NULL REFERENCES observe.feed ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('type', 'column')),
  name text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  noted_at timestamptz,
  PRIMARY KEY (feed_id, what, name)
);
SELECT platform.guard('observe.novelty', NULL);
