-- Who sends flows: routers by their address, files by the name they were imported under. Whose flows they are follows from here.
CREATE TABLE observe.exporter (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid,                -- NULL: the hub's own
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  address text UNIQUE,                 -- where its datagrams come from, in canonical form
  feed text UNIQUE CHECK (feed ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),  -- the name of imported flows
  subscriber_prefixes text[] NOT NULL DEFAULT '{}',  -- addresses within are replaced by pseudonyms where the collector has the key
  silent_after_minutes int NOT NULL DEFAULT 10 CHECK (silent_after_minutes BETWEEN 1 AND 10080),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended')),
  last_seen_at timestamptz,
  silent_since timestamptz,
  registered_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((address IS NULL) <> (feed IS NULL))
);
CREATE INDEX exporter_organisation ON observe.exporter (organisation_id) WHERE organisation_id IS NOT NULL;
SELECT platform.guard('observe.exporter', 'organisation_id', 'SELECT');

-- One source id (v9), observation domain (IPFIX), engine (v5) or sub-agent (sFlow). Counters only grow.
CREATE TABLE observe.exporter_source (
  exporter_id uuid NOT NULL REFERENCES observe.exporter ON DELETE CASCADE,
  organisation_id uuid,
  version int NOT NULL,
  source_id bigint NOT NULL,
  templates int NOT NULL DEFAULT 0,
  sampling int NOT NULL DEFAULT 1,
  lost bigint NOT NULL DEFAULT 0,
  late bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  restarts bigint NOT NULL DEFAULT 0,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (exporter_id, version, source_id)
);
SELECT platform.guard('observe.exporter_source', 'organisation_id', 'SELECT');

CREATE TABLE observe.exporter_hour (
  exporter_id uuid NOT NULL REFERENCES observe.exporter ON DELETE CASCADE,
  organisation_id uuid,
  hour timestamptz NOT NULL,
  datagrams bigint NOT NULL DEFAULT 0,
  flows bigint NOT NULL DEFAULT 0,
  lost bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (exporter_id, hour)
);
SELECT platform.guard('observe.exporter_hour', 'organisation_id', 'SELECT');

-- Addresses that send without being registered: nothing of theirs is decoded or kept.
CREATE TABLE observe.exporter_stranger (
  address text PRIMARY KEY,
  datagrams bigint NOT NULL DEFAULT 0,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL
);
SELECT platform.guard('observe.exporter_stranger', NULL);

-- The receiving processes: alive, what they lost, and the templates the next start begins with.
CREATE TABLE observe.collector (
  name text PRIMARY KEY,
  ports int[] NOT NULL,
  receive_buffer bigint NOT NULL,
  pseudonymises boolean NOT NULL,
  started_at timestamptz NOT NULL,
  heard_at timestamptz NOT NULL,
  ended_at timestamptz,
  counters jsonb NOT NULL DEFAULT '{}',
  templates jsonb NOT NULL DEFAULT '[]'
);
SELECT platform.guard('observe.collector', NULL);

-- Files of flows taken in, so that one taken twice is counted once.
CREATE TABLE observe.flow_file (
  digest text PRIMARY KEY,
  name text NOT NULL,
  feed text NOT NULL,
  format text NOT NULL DEFAULT '',
  rows bigint NOT NULL DEFAULT 0,
  unread bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'reading' CHECK (state IN ('reading', 'stored', 'unknown')),
  taken_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.guard('observe.flow_file', NULL);

-- How many days each table of flows is kept; days are dropped whole.
CREATE TABLE observe.retention (
  table_name text PRIMARY KEY,
  days int NOT NULL CHECK (days BETWEEN 1 AND 3650),
  changed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO observe.retention (table_name, days) VALUES
  ('flow', 30), ('flow_dns', 30), ('flow_http', 14), ('flow_tls', 30), ('flow_event', 90);
SELECT platform.guard('observe.retention', NULL);
