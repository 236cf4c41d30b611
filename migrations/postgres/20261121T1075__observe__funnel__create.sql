-- From logs to notices: bodies, their noise rules, the events that need confirmation, and the counts by method.
CREATE TABLE observe.body (
  organisation_id uuid PRIMARY KEY,
  centre text NOT NULL CHECK (centre IN ('national', 'agency', 'local', 'academic')),
  bundle_minutes int NOT NULL DEFAULT 60 CHECK (bundle_minutes BETWEEN 1 AND 1440),
  least_attempts int NOT NULL DEFAULT 1 CHECK (least_attempts BETWEEN 1 AND 1000000),
  least_severity int NOT NULL DEFAULT 3 CHECK (least_severity BETWEEN 0 AND 10),
  token_hash text UNIQUE,
  since timestamptz NOT NULL
);
SELECT platform.guard('observe.body', 'organisation_id', 'SELECT (organisation_id, centre, bundle_minutes, least_attempts, least_severity, since)');

-- Rules are never edited: a changed rule is a new one, so that it is known which held when.
CREATE TABLE observe.noise_rule (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  signature text NOT NULL DEFAULT '',  -- a part of it; empty: any
  source text NOT NULL DEFAULT '',     -- a prefix; empty: any
  because text NOT NULL CHECK (length(because) BETWEEN 1 AND 400),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK (signature <> '' OR source <> '')
);
CREATE INDEX noise_rule_of ON observe.noise_rule (organisation_id) WHERE ended_at IS NULL;
SELECT platform.guard('observe.noise_rule', 'organisation_id', 'SELECT');

-- 確認を要するイベント: attempts of one kind from one source, bundled.
CREATE TABLE observe.event (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  signature text NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  port int NOT NULL,
  bucket timestamptz NOT NULL,
  attempts bigint NOT NULL,
  severity int NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'notice', 'harmless', 'false-positive')),
  decided_by text NOT NULL DEFAULT '',
  decided_at timestamptz,
  because text NOT NULL DEFAULT '',
  UNIQUE (organisation_id, signature, source, bucket)
);
CREATE INDEX event_open ON observe.event (last_at DESC, id) WHERE state = 'open';
CREATE INDEX event_of ON observe.event (organisation_id, last_at DESC, id);
SELECT platform.guard('observe.event', 'organisation_id', 'SELECT');

-- Counts by day and by the method they were counted with: methods are never added up.
CREATE TABLE observe.funnel_day (
  organisation_id uuid NOT NULL,
  day date NOT NULL,
  method int NOT NULL,
  logs bigint NOT NULL DEFAULT 0,
  noise bigint NOT NULL DEFAULT 0,
  mitigated bigint NOT NULL DEFAULT 0,
  below bigint NOT NULL DEFAULT 0,
  attempts bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organisation_id, day, method)
);
SELECT platform.guard('observe.funnel_day', 'organisation_id', 'SELECT');

INSERT INTO observe.retention (table_name, days) VALUES ('body_log', 30), ('darknet_source', 60);
