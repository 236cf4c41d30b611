-- What the detectors accuse, for people to judge; what became of it; and who may know.
CREATE TABLE observe.detection_run (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  detector text NOT NULL,
  version int NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  milliseconds int NOT NULL,
  alerts int NOT NULL,
  failed text NOT NULL DEFAULT '',
  ran_at timestamptz NOT NULL
);
CREATE INDEX detection_run_newest ON observe.detection_run (detector, version, ran_at DESC);
SELECT platform.guard('observe.detection_run', NULL);

-- 候補: one accused address in one role on one port, however many detectors and peers speak of it.
CREATE TABLE observe.candidate (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  accused text NOT NULL,
  role text NOT NULL,
  target_port int NOT NULL,
  protocol int NOT NULL,
  score real NOT NULL,
  detectors text[] NOT NULL,
  peers int NOT NULL,
  flows bigint NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  as_number bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'confirmed', 'rejected', 'expired')),
  decided_by text NOT NULL DEFAULT '' CHECK (decided_by IN ('', 'two-people', 'corroboration')),
  decided_at timestamptz,
  expires_at timestamptz,
  handling text NOT NULL DEFAULT 'TLP:AMBER',
  told_until timestamptz,              -- contacts up to here have become observations
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (accused, role, target_port, protocol)
);
CREATE INDEX candidate_ranked ON observe.candidate (state, score DESC, id);
CREATE INDEX candidate_confirmed ON observe.candidate (expires_at) WHERE state = 'confirmed';
SELECT platform.guard('observe.candidate', NULL);

-- Why: by detector, its version and the other side. Stays for good where somebody has judged: the false-alarm rate rests on it.
CREATE TABLE observe.evidence (
  candidate_id uuid NOT NULL REFERENCES observe.candidate ON DELETE CASCADE,
  detector text NOT NULL,
  version int NOT NULL,
  peer text NOT NULL,
  score real NOT NULL,
  flows bigint NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  reasons jsonb NOT NULL,
  PRIMARY KEY (candidate_id, detector, version, peer)
);
SELECT platform.guard('observe.evidence', NULL);

CREATE TABLE observe.verdict (
  candidate_id uuid NOT NULL REFERENCES observe.candidate ON DELETE CASCADE,
  person_id uuid NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('confirm', 'reject')),
  because text NOT NULL CHECK (length(because) <= 2000),
  at timestamptz NOT NULL,
  PRIMARY KEY (candidate_id, person_id)
);
SELECT platform.guard('observe.verdict', NULL);

-- Providers that take part: they get the confirmed list and give counts back.
CREATE TABLE observe.participant (
  organisation_id uuid PRIMARY KEY,
  joined_at timestamptz NOT NULL,
  left_at timestamptz,
  token_hash text UNIQUE
);
SELECT platform.guard('observe.participant', 'organisation_id', 'SELECT');

-- A confirmed server as it was given to one provider, with what the provider saw of it.
CREATE TABLE observe.listing (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  candidate_id uuid NOT NULL REFERENCES observe.candidate ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  accused text NOT NULL,
  target_port int NOT NULL,
  protocol int NOT NULL,
  handling text NOT NULL,
  given_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  hits bigint CHECK (hits >= 0),
  hosts bigint CHECK (hosts >= 0),
  reported_at timestamptz,
  UNIQUE (candidate_id, organisation_id)
);
CREATE INDEX listing_of ON observe.listing (organisation_id, given_at DESC, id);
SELECT platform.guard('observe.listing', 'organisation_id', 'SELECT, UPDATE (hits, hosts, reported_at)');

-- What detectors shall not accuse: popular services, own monitoring; with its source. Ends by itself where it says so.
CREATE TABLE observe.allowed (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  prefix text NOT NULL,
  because text NOT NULL CHECK (length(because) BETWEEN 1 AND 400),
  source text NOT NULL DEFAULT '' CHECK (length(source) <= 400),
  added_by text NOT NULL,
  added_at timestamptz NOT NULL,
  until timestamptz,
  ended_at timestamptz
);
SELECT platform.guard('observe.allowed', NULL);

-- Reports this hub makes itself: their bytes are fixed with the change they tell of, so that sending twice is one report.
CREATE TABLE observe.own_report (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  feed_id text NOT NULL,
  name text NOT NULL,
  body text NOT NULL,
  made_at timestamptz NOT NULL,
  sent_at timestamptz,
  batch_id uuid
);
SELECT platform.guard('observe.own_report', NULL);
