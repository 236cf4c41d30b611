-- Schema tell, as it is after every migration. Written by `./kyojo golden`; compared by a test.

TABLE tell.api_token (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  token_hash text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  used_at timestamp with time zone,
  CONSTRAINT api_token_pkey PRIMARY KEY (id),
  CONSTRAINT api_token_token_hash_key UNIQUE (token_hash)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX api_token_organisation ON tell.api_token USING btree (organisation_id)
GRANT DELETE, INSERT, SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.applied (
  batch_id uuid NOT NULL,
  group_count integer NOT NULL,
  opened_count integer NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT applied_pkey PRIMARY KEY (batch_id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.coverage (
  feed_id text NOT NULL,
  kind text NOT NULL,
  on_day date NOT NULL,
  batch_id uuid NOT NULL,
  unread text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT coverage_pkey PRIMARY KEY (feed_id, kind, on_day)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.finding (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  asset text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL DEFAULT ''::text,
  via text NOT NULL,
  severity smallint NOT NULL,
  state text NOT NULL DEFAULT 'open'::text,
  feed_id text NOT NULL,
  handling text NOT NULL DEFAULT 'TLP:AMBER'::text,
  as_number bigint NOT NULL DEFAULT 0,
  country text NOT NULL DEFAULT ''::text,
  first_seen_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  seen_count bigint NOT NULL,
  sample jsonb NOT NULL DEFAULT '{}'::jsonb,
  opened_at timestamp with time zone NOT NULL DEFAULT now(),
  told_at timestamp with time zone,
  answered_at timestamp with time zone,
  claimed_at timestamp with time zone,
  fixed_at timestamp with time zone,
  closed_at timestamp with time zone,
  reopened_count integer NOT NULL DEFAULT 0,
  reopened_at timestamp with time zone,
  step smallint NOT NULL DEFAULT 0,
  next_step_at timestamp with time zone,
  arm text NOT NULL DEFAULT ''::text,
  wording text NOT NULL DEFAULT 'standard'::text,
  first_channel text NOT NULL DEFAULT ''::text,
  help_asked_at timestamp with time zone,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT finding_pkey PRIMARY KEY (id),
  CONSTRAINT finding_severity_check CHECK (severity >= 1 AND severity <= 5),
  CONSTRAINT finding_state_check CHECK (state = ANY (ARRAY['open'::text, 'notified'::text, 'acknowledged'::text, 'claimed-fixed'::text, 'verified-fixed'::text, 'reopened'::text, 'false-positive'::text, 'accepted-risk'::text, 'expired'::text])),
  CONSTRAINT finding_via_check CHECK (via = ANY (ARRAY['owner'::text, 'provider'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX finding_asset ON tell.finding USING btree (asset text_pattern_ops)
CREATE INDEX finding_due ON tell.finding USING btree (next_step_at) WHERE next_step_at IS NOT NULL
CREATE INDEX finding_help ON tell.finding USING btree (help_asked_at) WHERE help_asked_at IS NOT NULL
CREATE INDEX finding_kind ON tell.finding USING btree (kind, last_seen_at DESC, id DESC)
CREATE INDEX finding_network ON tell.finding USING btree (as_number, last_seen_at DESC, id DESC)
CREATE INDEX finding_newest ON tell.finding USING btree (last_seen_at DESC, id DESC)
CREATE UNIQUE INDEX finding_once ON tell.finding USING btree (organisation_id, kind, asset, key)
CREATE INDEX finding_organisation ON tell.finding USING btree (organisation_id, last_seen_at DESC, id DESC)
CREATE INDEX finding_severity ON tell.finding USING btree (severity, last_seen_at DESC, id DESC)
CREATE INDEX finding_state ON tell.finding USING btree (state, last_seen_at DESC, id DESC)
CREATE INDEX finding_trend ON tell.finding USING btree (organisation_id, opened_at, closed_at)
CREATE INDEX finding_unanswered ON tell.finding USING btree (next_step_at) WHERE state = 'notified'::text AND step > 0 AND next_step_at IS NOT NULL
CREATE INDEX finding_unfixed ON tell.finding USING btree (organisation_id, severity DESC, id DESC) WHERE (state = ANY (ARRAY['open'::text, 'notified'::text, 'acknowledged'::text, 'reopened'::text])) AND severity > 1
CREATE INDEX finding_unreachable ON tell.finding USING btree (id) WHERE state = 'open'::text AND step = 0 AND next_step_at IS NULL AND severity > 1 AND via = 'owner'::text
CREATE INDEX finding_watch ON tell.finding USING btree (feed_id, kind, last_seen_at) WHERE state = ANY (ARRAY['open'::text, 'notified'::text, 'acknowledged'::text, 'claimed-fixed'::text, 'reopened'::text])
GRANT SELECT, UPDATE (state, answered_at, claimed_at, closed_at, next_step_at, help_asked_at, updated_at) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.notice (
  id uuid NOT NULL DEFAULT platform.new_id(),
  organisation_id uuid NOT NULL,
  to_organisation_id uuid,
  contact_id uuid,
  channel text NOT NULL,
  manner text NOT NULL,
  wording text NOT NULL DEFAULT 'standard'::text,
  language text NOT NULL DEFAULT 'ja'::text,
  step smallint NOT NULL DEFAULT 1,
  way text NOT NULL DEFAULT 'first-contact'::text,
  kind text NOT NULL DEFAULT ''::text,
  severity smallint NOT NULL DEFAULT 3,
  state text NOT NULL DEFAULT 'waiting'::text,
  send_to text NOT NULL DEFAULT ''::text,
  code text NOT NULL,
  urgent boolean NOT NULL DEFAULT false,
  finding_count integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  sent_at timestamp with time zone,
  opened_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  answer text NOT NULL DEFAULT ''::text,
  failure text NOT NULL DEFAULT ''::text,
  CONSTRAINT notice_channel_check CHECK (channel = ANY (ARRAY['mail'::text, 'inbox'::text, 'webhook'::text, 'letter'::text, 'provider-list'::text, 'help-team'::text])),
  CONSTRAINT notice_manner_check CHECK (manner = ANY (ARRAY['now'::text, 'digest'::text, 'again'::text, 'list'::text])),
  CONSTRAINT notice_pkey PRIMARY KEY (id),
  CONSTRAINT notice_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'uncertain'::text, 'bounced'::text, 'failed'::text, 'withdrawn'::text]))
)

ROW LEVEL SECURITY
POLICY asked TO kyojo_member USING ((to_organisation_id = ANY (platform.my_organisations())) AND way = 'partner'::text AND (state = ANY (ARRAY['sent'::text, 'uncertain'::text])))
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX notice_asked ON tell.notice USING btree (to_organisation_id, created_at DESC, id) WHERE way = 'partner'::text
CREATE UNIQUE INDEX notice_code ON tell.notice USING btree (code)
CREATE INDEX notice_organisation ON tell.notice USING btree (organisation_id, created_at DESC, id)
CREATE INDEX notice_waiting ON tell.notice USING btree (created_at) WHERE state = 'waiting'::text
GRANT SELECT, UPDATE (opened_at, confirmed_at, answer) TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.notice_finding (
  notice_id uuid NOT NULL,
  finding_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  CONSTRAINT notice_finding_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES tell.finding(id) ON DELETE CASCADE,
  CONSTRAINT notice_finding_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES tell.notice(id) ON DELETE CASCADE,
  CONSTRAINT notice_finding_pkey PRIMARY KEY (notice_id, finding_id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
CREATE INDEX notice_finding_finding ON tell.notice_finding USING btree (finding_id)
GRANT SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.preference (
  organisation_id uuid NOT NULL,
  severity smallint NOT NULL,
  manner text NOT NULL,
  CONSTRAINT preference_manner_check CHECK (manner = ANY (ARRAY['now'::text, 'digest'::text, 'none'::text])),
  CONSTRAINT preference_pkey PRIMARY KEY (organisation_id, severity),
  CONSTRAINT preference_severity_check CHECK (severity >= 1 AND severity <= 5)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.saved_view (
  id uuid NOT NULL DEFAULT platform.new_id(),
  person_id text NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT saved_view_pkey PRIMARY KEY (id)
)

ROW LEVEL SECURITY
POLICY mine TO kyojo_member, kyojo_operator USING (person_id = current_setting('kyojo.actor'::text, true)) CHECK (person_id = current_setting('kyojo.actor'::text, true))
CREATE INDEX saved_view_person ON tell.saved_view USING btree (person_id, name)
GRANT DELETE, INSERT, SELECT TO kyojo_member
GRANT DELETE, INSERT, SELECT TO kyojo_operator

TABLE tell.subscription (
  organisation_id uuid NOT NULL,
  token_hash text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT subscription_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT subscription_token_hash_key UNIQUE (token_hash)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.trial (
  id uuid NOT NULL DEFAULT platform.new_id(),
  kind text NOT NULL,
  arms jsonb NOT NULL,
  assignment text NOT NULL,
  state text NOT NULL DEFAULT 'running'::text,
  by_person text NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_at timestamp with time zone,
  CONSTRAINT trial_assignment_check CHECK (assignment = ANY (ARRAY['random'::text, 'staggered'::text])),
  CONSTRAINT trial_pkey PRIMARY KEY (id),
  CONSTRAINT trial_state_check CHECK (state = ANY (ARRAY['running'::text, 'ended'::text]))
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
CREATE UNIQUE INDEX trial_running ON tell.trial USING btree (kind) WHERE state = 'running'::text
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

TABLE tell.webhook (
  organisation_id uuid NOT NULL,
  url text NOT NULL,
  secret text NOT NULL,
  failed_since timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT webhook_pkey PRIMARY KEY (organisation_id)
)

ROW LEVEL SECURITY
POLICY hub TO kyojo_operator, kyojo_worker USING (true) CHECK (true)
POLICY own TO kyojo_member USING (organisation_id = ANY (platform.my_organisations())) CHECK (organisation_id = ANY (platform.my_organisations()))
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_member
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_operator
GRANT DELETE, INSERT, SELECT, UPDATE TO kyojo_worker

MATERIALIZED VIEW tell.board AS
 WITH first_notice AS (
         SELECT DISTINCT ON (nf.finding_id) nf.finding_id,
            n_1.channel,
            n_1.wording
           FROM tell.notice_finding nf
             JOIN tell.notice n_1 ON n_1.id = nf.notice_id
          WHERE n_1.state = ANY (ARRAY['sent'::text, 'uncertain'::text, 'bounced'::text])
          ORDER BY nf.finding_id, n_1.created_at, n_1.id
        ), reached AS (
         SELECT nf.finding_id,
            bool_or(n_1.state = 'sent'::text) AS delivered,
            bool_or(n_1.opened_at IS NOT NULL OR n_1.confirmed_at IS NOT NULL) AS opened
           FROM tell.notice_finding nf
             JOIN tell.notice n_1 ON n_1.id = nf.notice_id
          GROUP BY nf.finding_id
        )
 SELECT f.kind,
    f.via,
    COALESCE(n.channel, ''::text) AS channel,
    COALESCE(n.wording, ''::text) AS wording,
    f.arm,
        CASE
            WHEN f.via = 'provider'::text THEN f.organisation_id
            ELSE NULL::uuid
        END AS provider_id,
    max(f.severity) AS severity,
    count(*) AS finding_count,
    count(*) FILTER (WHERE f.told_at IS NOT NULL) AS told,
    count(*) FILTER (WHERE r.delivered) AS delivered,
    count(*) FILTER (WHERE r.opened OR f.answered_at IS NOT NULL) AS confirmed,
    count(*) FILTER (WHERE f.claimed_at IS NOT NULL AND f.told_at IS NOT NULL) AS claimed,
    count(*) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed'::text) AS fixed,
    count(*) FILTER (WHERE f.told_at IS NULL AND f.state = 'verified-fixed'::text) AS fixed_untold,
    count(*) FILTER (WHERE f.reopened_count > 0) AS reopened,
    count(*) FILTER (WHERE f.opened_at <= (now() - '14 days'::interval) AND f.state = 'verified-fixed'::text AND f.fixed_at <= (f.opened_at + '14 days'::interval)) AS fixed_in_14_days,
    count(*) FILTER (WHERE f.opened_at <= (now() - '14 days'::interval)) AS ripe_14_days,
    percentile_cont(0.5::double precision) WITHIN GROUP (ORDER BY (EXTRACT(epoch FROM f.fixed_at - f.told_at)::double precision)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed'::text AND f.fixed_at >= f.told_at) AS median_seconds,
    percentile_cont(0.9::double precision) WITHIN GROUP (ORDER BY (EXTRACT(epoch FROM f.fixed_at - f.told_at)::double precision)) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed'::text AND f.fixed_at >= f.told_at) AS p90_seconds,
    count(*) FILTER (WHERE f.told_at IS NOT NULL AND f.state = 'verified-fixed'::text AND f.fixed_at >= f.told_at) AS timed
   FROM tell.finding f
     LEFT JOIN first_notice n ON n.finding_id = f.id
     LEFT JOIN reached r ON r.finding_id = f.id
  GROUP BY f.kind, f.via, n.channel, n.wording, f.arm, (
        CASE
            WHEN f.via = 'provider'::text THEN f.organisation_id
            ELSE NULL::uuid
        END);

CREATE UNIQUE INDEX board_row ON tell.board USING btree (kind, via, channel, wording, arm, provider_id) NULLS NOT DISTINCT
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

MATERIALIZED VIEW tell.board_line AS
 SELECT kind,
    via,
    channel,
    wording,
    arm,
    max(severity) AS severity,
    sum(finding_count)::bigint AS finding_count,
    sum(told)::bigint AS told,
    sum(delivered)::bigint AS delivered,
    sum(confirmed)::bigint AS confirmed,
    sum(claimed)::bigint AS claimed,
    sum(fixed)::bigint AS fixed,
    sum(fixed_untold)::bigint AS fixed_untold,
    sum(reopened)::bigint AS reopened,
    sum(fixed_in_14_days)::bigint AS fixed_in_14_days,
    sum(ripe_14_days)::bigint AS ripe_14_days,
    max(median_seconds) FILTER (WHERE provider_id IS NULL) AS median_seconds,
    max(p90_seconds) FILTER (WHERE provider_id IS NULL) AS p90_seconds,
    sum(timed) FILTER (WHERE provider_id IS NULL)::bigint AS timed
   FROM tell.board
  GROUP BY kind, via, channel, wording, arm;

CREATE UNIQUE INDEX board_line_once ON tell.board_line USING btree (kind, via, channel, wording, arm)
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

MATERIALIZED VIEW tell.board_provider AS
 SELECT provider_id,
    kind,
    sum(finding_count)::bigint AS finding_count,
    sum(told)::bigint AS told,
    sum(confirmed)::bigint AS confirmed,
    sum(fixed)::bigint AS fixed,
    sum(fixed_untold)::bigint AS fixed_untold
   FROM tell.board
  WHERE provider_id IS NOT NULL
  GROUP BY GROUPING SETS ((provider_id, kind), (provider_id));

CREATE INDEX board_provider_list ON tell.board_provider USING btree (kind, finding_count DESC, provider_id)
CREATE UNIQUE INDEX board_provider_once ON tell.board_provider USING btree (provider_id, kind) NULLS NOT DISTINCT
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

MATERIALIZED VIEW tell.board_total AS
 SELECT kind,
    GROUPING(kind) = 1 AS is_total,
    count(*) AS finding_count,
    count(*) FILTER (WHERE told_at IS NOT NULL) AS told,
    count(*) FILTER (WHERE state = 'verified-fixed'::text AND told_at IS NOT NULL) AS fixed,
    percentile_cont(0.5::double precision) WITHIN GROUP (ORDER BY (EXTRACT(epoch FROM fixed_at - told_at)::double precision)) FILTER (WHERE told_at IS NOT NULL AND state = 'verified-fixed'::text AND fixed_at >= told_at) AS median_seconds,
    percentile_cont(0.9::double precision) WITHIN GROUP (ORDER BY (EXTRACT(epoch FROM fixed_at - told_at)::double precision)) FILTER (WHERE told_at IS NOT NULL AND state = 'verified-fixed'::text AND fixed_at >= told_at) AS p90_seconds,
    count(*) FILTER (WHERE told_at IS NOT NULL AND state = 'verified-fixed'::text AND fixed_at >= told_at) AS timed,
    now() AS refreshed_at
   FROM tell.finding f
  GROUP BY GROUPING SETS ((kind), ());

CREATE UNIQUE INDEX board_total_row ON tell.board_total USING btree (kind, is_total) NULLS NOT DISTINCT
GRANT SELECT TO kyojo_operator
GRANT SELECT TO kyojo_worker

CREATE OR REPLACE FUNCTION tell.is_back(f tell.finding, seen_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT (f.state = 'claimed-fixed' AND seen_at > f.claimed_at + interval '1 day')
    OR (f.state = 'verified-fixed' AND seen_at > coalesce(f.fixed_at, f.closed_at))
    OR (f.state = 'expired' AND seen_at > f.last_seen_at)
$function$

CREATE OR REPLACE FUNCTION tell.refresh_board()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
BEGIN
  REFRESH MATERIALIZED VIEW CONCURRENTLY tell.board;
  REFRESH MATERIALIZED VIEW CONCURRENTLY tell.board_total;
  REFRESH MATERIALIZED VIEW CONCURRENTLY tell.board_line;
  REFRESH MATERIALIZED VIEW CONCURRENTLY tell.board_provider;
END $function$

GRANT EXECUTE TO kyojo_worker
