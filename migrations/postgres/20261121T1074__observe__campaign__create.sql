-- 調査: a campaign asks devices whether they can be abused. It needs a legal basis and somebody who authorised it before a round begins.
CREATE TABLE observe.campaign (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
  purpose text NOT NULL DEFAULT '' CHECK (length(purpose) <= 2000),
  legal_basis text NOT NULL CHECK (length(legal_basis) BETWEEN 1 AND 2000),
  scope text[] NOT NULL DEFAULT '{}',
  packets_per_second int NOT NULL CHECK (packets_per_second BETWEEN 1 AND 1000000),
  tries_per_address int NOT NULL CHECK (tries_per_address BETWEEN 1 AND 100),
  identifier text NOT NULL DEFAULT 'default-password',
  wordings text[] NOT NULL DEFAULT '{A,B}',
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'authorised', 'ended')),
  authorised_by text,
  authorised_at timestamptz,
  made_at timestamptz NOT NULL
);
SELECT platform.guard('observe.campaign', NULL);

CREATE TABLE observe.campaign_round (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  campaign_id uuid NOT NULL REFERENCES observe.campaign ON DELETE CASCADE,
  number int NOT NULL CHECK (number >= 1),
  name text NOT NULL,
  asked bigint NOT NULL DEFAULT 0,
  hits bigint NOT NULL DEFAULT 0,
  verified boolean NOT NULL DEFAULT false,
  surveyed_at timestamptz NOT NULL,
  UNIQUE (campaign_id, number)
);
SELECT platform.guard('observe.campaign_round', NULL);

-- One device that was found, given to the provider of its network. Who the subscriber is stays with the provider.
CREATE TABLE observe.campaign_hit (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  campaign_id uuid NOT NULL REFERENCES observe.campaign ON DELETE CASCADE,
  organisation_id uuid,                -- NULL: no provider is registered for its network
  campaign_name text NOT NULL,
  asset text NOT NULL,
  port int NOT NULL,
  device text NOT NULL,
  product text NOT NULL,
  as_number bigint NOT NULL DEFAULT 0,
  wording text NOT NULL DEFAULT '',
  first_round int NOT NULL,
  last_round int NOT NULL,
  found_at timestamptz NOT NULL,
  last_found_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'found' CHECK (status IN ('found', 'told', 'unreachable', 'claimed-fixed', 'fixed', 'again')),
  told_at timestamptz,
  claimed_at timestamptz,
  fixed_at timestamptz,
  UNIQUE (campaign_id, asset, port)
);
CREATE INDEX campaign_hit_of ON observe.campaign_hit (organisation_id, last_found_at DESC, id);
CREATE INDEX campaign_hit_round ON observe.campaign_hit (campaign_id, last_round);
SELECT platform.guard('observe.campaign_hit', 'organisation_id', 'SELECT, UPDATE (status, told_at, claimed_at)');

-- Where a provider's own portal takes back a subscriber who says "I fixed it", and the key its signature is checked with.
CREATE TABLE observe.portal (
  organisation_id uuid PRIMARY KEY,
  url text NOT NULL CHECK (url LIKE 'https://%' AND length(url) <= 500),
  key text NOT NULL,
  set_at timestamptz NOT NULL
);
SELECT platform.guard('observe.portal', 'organisation_id', 'SELECT (organisation_id, url, set_at), INSERT, DELETE');
