-- tell: findings and their life, notices and what became of them.
CREATE SCHEMA tell;
GRANT USAGE ON SCHEMA tell TO kyojo_public, kyojo_member, kyojo_operator, kyojo_worker;

-- 見つかったこと: one per organisation × asset × kind × key.
CREATE TABLE tell.finding (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  asset text NOT NULL,                 -- address, domain or URL
  kind text NOT NULL,                  -- folder under content/playbooks
  key text NOT NULL DEFAULT '',        -- port, malware family, account: what tells two of one kind apart
  via text NOT NULL CHECK (via IN ('owner', 'provider')),
  severity smallint NOT NULL CHECK (severity BETWEEN 1 AND 5),  -- info, low, medium, high, critical
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'notified', 'acknowledged', 'claimed-fixed', 'verified-fixed', 'reopened', 'false-positive', 'accepted-risk', 'expired')),
  feed_id text NOT NULL,               -- the feed that saw it last
  handling text NOT NULL DEFAULT 'TLP:AMBER',
  as_number bigint NOT NULL DEFAULT 0,
  country text NOT NULL DEFAULT '',
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  seen_count bigint NOT NULL,
  sample jsonb NOT NULL DEFAULT '{}',  -- the newest observation, as the notice shows it
  opened_at timestamptz NOT NULL DEFAULT now(),
  told_at timestamptz,                 -- first notice accepted by its channel
  answered_at timestamptz,
  claimed_at timestamptz,
  fixed_at timestamptz,                -- the first look that did not see it any more
  closed_at timestamptz,
  reopened_count int NOT NULL DEFAULT 0,
  reopened_at timestamptz,
  step smallint NOT NULL DEFAULT 0,    -- rung of the ladder it has been told on
  next_step_at timestamptz,            -- when it is told (again) unless somebody answers
  arm text NOT NULL DEFAULT '',        -- comparison arm, '' = none; what it prescribes:
  wording text NOT NULL DEFAULT 'standard',
  first_channel text NOT NULL DEFAULT '',
  help_asked_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX finding_once ON tell.finding (organisation_id, kind, asset, key);
CREATE INDEX finding_newest ON tell.finding (last_seen_at DESC, id DESC);
CREATE INDEX finding_state ON tell.finding (state, last_seen_at DESC, id DESC);
CREATE INDEX finding_kind ON tell.finding (kind, last_seen_at DESC, id DESC);
CREATE INDEX finding_severity ON tell.finding (severity, last_seen_at DESC, id DESC);
CREATE INDEX finding_organisation ON tell.finding (organisation_id, last_seen_at DESC, id DESC);
CREATE INDEX finding_network ON tell.finding (as_number, last_seen_at DESC, id DESC);
CREATE INDEX finding_asset ON tell.finding (asset text_pattern_ops);
CREATE INDEX finding_due ON tell.finding (next_step_at) WHERE next_step_at IS NOT NULL;
CREATE INDEX finding_watch ON tell.finding (feed_id, kind, last_seen_at) WHERE state IN ('open', 'notified', 'acknowledged', 'claimed-fixed', 'reopened');
CREATE INDEX finding_help ON tell.finding (help_asked_at) WHERE help_asked_at IS NOT NULL;
SELECT platform.guard('tell.finding', 'organisation_id', 'SELECT, UPDATE (state, answered_at, claimed_at, closed_at, next_step_at, help_asked_at, updated_at)');

-- Whether a finding that was held for fixed is seen again: after the claim (a day's grace: the report may describe the time
-- before it), or after the look that verified it.
CREATE FUNCTION tell.is_back(f tell.finding, seen_at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (f.state = 'claimed-fixed' AND seen_at > f.claimed_at + interval '1 day')
    OR (f.state = 'verified-fixed' AND seen_at > coalesce(f.fixed_at, f.closed_at))
    OR (f.state = 'expired' AND seen_at > f.last_seen_at)
$$;

-- Which reports have become findings: what makes applying a report twice harmless.
CREATE TABLE tell.applied (
  batch_id uuid PRIMARY KEY,
  group_count int NOT NULL,
  opened_count int NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.guard('tell.applied', NULL);

-- On which days a feed looked for a kind: absence counts as fixed only where somebody looked.
CREATE TABLE tell.coverage (
  feed_id text NOT NULL,
  kind text NOT NULL,
  on_day date NOT NULL,
  batch_id uuid NOT NULL,
  PRIMARY KEY (feed_id, kind, on_day)
);
SELECT platform.guard('tell.coverage', NULL);

-- お知らせ: one message to one contact by one channel about one or many findings.
CREATE TABLE tell.notice (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,       -- whose findings these are
  to_organisation_id uuid,             -- who gets the message, when it is another (partner, provider)
  contact_id uuid,
  channel text NOT NULL CHECK (channel IN ('mail', 'inbox', 'webhook', 'letter', 'provider-list', 'help-team')),
  manner text NOT NULL CHECK (manner IN ('now', 'digest', 'again', 'list')),
  wording text NOT NULL DEFAULT 'standard',
  language text NOT NULL DEFAULT 'ja',
  step smallint NOT NULL DEFAULT 1,
  way text NOT NULL DEFAULT 'first-contact',
  kind text NOT NULL DEFAULT '',       -- the one kind it is about; '' for digests and lists
  severity smallint NOT NULL DEFAULT 3,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'uncertain', 'bounced', 'failed', 'withdrawn')),
  send_to text NOT NULL DEFAULT '',    -- address at the time of sending
  code text NOT NULL,                  -- number by which anybody can check that it is genuine
  urgent boolean NOT NULL DEFAULT false,
  finding_count int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  opened_at timestamptz,
  confirmed_at timestamptz,            -- somebody answered through it
  answer text NOT NULL DEFAULT '',
  failure text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX notice_code ON tell.notice (code);
CREATE INDEX notice_organisation ON tell.notice (organisation_id, created_at DESC, id);
CREATE INDEX notice_waiting ON tell.notice (created_at) WHERE state = 'waiting';
SELECT platform.guard('tell.notice', 'organisation_id', 'SELECT, UPDATE (opened_at, confirmed_at, answer)');

CREATE TABLE tell.notice_finding (
  notice_id uuid NOT NULL REFERENCES tell.notice ON DELETE CASCADE,
  finding_id uuid NOT NULL REFERENCES tell.finding ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  PRIMARY KEY (notice_id, finding_id)
);
CREATE INDEX notice_finding_finding ON tell.notice_finding (finding_id);
SELECT platform.guard('tell.notice_finding', 'organisation_id', 'SELECT');

-- How an organisation wants to hear, per severity.
CREATE TABLE tell.preference (
  organisation_id uuid NOT NULL,
  severity smallint NOT NULL CHECK (severity BETWEEN 1 AND 5),
  manner text NOT NULL CHECK (manner IN ('now', 'digest', 'none')),
  PRIMARY KEY (organisation_id, severity)
);
SELECT platform.guard('tell.preference', 'organisation_id', 'SELECT, INSERT, UPDATE, DELETE');

-- 受け取り口: a member's own endpoint and its secret feed address.
CREATE TABLE tell.webhook (
  organisation_id uuid PRIMARY KEY,
  url text NOT NULL,
  secret text NOT NULL,
  failed_since timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.guard('tell.webhook', 'organisation_id', 'SELECT, INSERT, UPDATE, DELETE');
CREATE TABLE tell.subscription (
  organisation_id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.guard('tell.subscription', 'organisation_id', 'SELECT, INSERT, UPDATE, DELETE');

-- 比較: arms an operator switched on for a kind. Never for urgent kinds (checked where it is switched on).
CREATE TABLE tell.trial (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  kind text NOT NULL,
  arms jsonb NOT NULL,                 -- [{name, wording?, channel?, delayDays?, weight}], the first is the comparison
  assignment text NOT NULL CHECK (assignment IN ('random', 'staggered')),
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'ended')),
  by_person text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX trial_running ON tell.trial (kind) WHERE state = 'running';
SELECT platform.guard('tell.trial', NULL);

-- 保存した見方: a person's saved filter.
CREATE TABLE tell.saved_view (
  id uuid PRIMARY KEY DEFAULT platform.new_id(),
  person_id text NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_view_person ON tell.saved_view (person_id, name);
ALTER TABLE tell.saved_view ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON tell.saved_view TO kyojo_operator, kyojo_member
  USING (person_id = current_setting('kyojo.actor', true)) WITH CHECK (person_id = current_setting('kyojo.actor', true));
GRANT SELECT, INSERT, DELETE ON tell.saved_view TO kyojo_operator, kyojo_member;
