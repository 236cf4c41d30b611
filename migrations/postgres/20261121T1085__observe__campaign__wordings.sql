-- Wordings are texts, not only letters: what each says in three languages, as it was when the first devices were given out.
ALTER TABLE observe.campaign ADD COLUMN texts jsonb NOT NULL DEFAULT '{}';

-- When a subscriber first saw the page: with "told", what the repair rate by wording rests on.
ALTER TABLE observe.campaign_hit ADD COLUMN shown_at timestamptz;

-- A round comes from a survey or from the darknet, and only from the same kind does it verify. One that is being read holds a
-- lock; one that is 'reading' without it was left by a process that died.
ALTER TABLE observe.campaign_round
  ADD COLUMN source text NOT NULL DEFAULT 'survey' CHECK (source IN ('survey', 'darknet')),
  ADD COLUMN state text NOT NULL DEFAULT 'taken' CHECK (state IN ('reading', 'taken')),
  ADD COLUMN digest text;
CREATE UNIQUE INDEX campaign_round_once ON observe.campaign_round (campaign_id, digest);
