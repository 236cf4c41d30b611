-- Sensors: prefixes in which nobody lives. Their size is the denominator of every rate, so it is kept with its history.
CREATE TABLE observe.sensor (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  prefixes text[] NOT NULL CHECK (cardinality(prefixes) BETWEEN 1 AND 200),
  addresses bigint NOT NULL CHECK (addresses > 0),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended')),
  counted_until timestamptz,           -- flows up to here have been counted
  last_seen_at timestamptz,
  silent_since timestamptz,
  started_at timestamptz NOT NULL
);
SELECT platform.guard('observe.sensor', NULL);

CREATE TABLE observe.sensor_size (
  sensor_id uuid NOT NULL REFERENCES observe.sensor ON DELETE CASCADE,
  from_at timestamptz NOT NULL,
  addresses bigint NOT NULL,
  PRIMARY KEY (sensor_id, from_at)
);
SELECT platform.guard('observe.sensor_size', NULL);

-- Where the counting changed: values before and after cannot be compared.
CREATE TABLE observe.series_break (
  series text NOT NULL,
  at timestamptz NOT NULL,
  ja text NOT NULL,
  en text NOT NULL,
  PRIMARY KEY (series, at)
);
SELECT platform.guard('observe.series_break', NULL);

CREATE TABLE observe.port_alarm (
  day date NOT NULL,
  protocol int NOT NULL,
  port int NOT NULL,
  sources bigint NOT NULL,
  packets bigint NOT NULL,
  usual real NOT NULL,                 -- sources a day over the four weeks before
  raised_at timestamptz NOT NULL,
  PRIMARY KEY (day, protocol, port)
);
SELECT platform.guard('observe.port_alarm', NULL);

CREATE TABLE observe.survey_scanner (
  prefix text PRIMARY KEY,
  name text NOT NULL,
  source text NOT NULL,
  listed_at timestamptz NOT NULL
);
SELECT platform.guard('observe.survey_scanner', NULL);

-- Days whose sources have become observations.
CREATE TABLE observe.darknet_day (
  day date PRIMARY KEY,
  told int NOT NULL,
  told_at timestamptz NOT NULL
);
SELECT platform.guard('observe.darknet_day', NULL);

-- What the public may see, made by the hub: pages of the public read nothing else.
CREATE TABLE observe.publication (
  name text PRIMARY KEY,
  made_at timestamptz NOT NULL,
  data jsonb NOT NULL
);
SELECT platform.guard('observe.publication', NULL);
CREATE VIEW observe.public_publication AS SELECT name, made_at, data FROM observe.publication;
GRANT SELECT ON observe.public_publication TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;
