-- A round of the wrong file can be taken back: its rows stay and count no more, and what it changed is as it was. For that each
-- round keeps how the devices it changed stood before; rounds of earlier releases kept nothing and stand.
ALTER TABLE observe.campaign_round
  DROP CONSTRAINT campaign_round_state_check,
  ADD CONSTRAINT campaign_round_state_check CHECK (state IN ('reading', 'taken', 'taken-back')),
  ADD COLUMN keeps_before boolean NOT NULL DEFAULT false;
ALTER TABLE observe.campaign_hit
  DROP CONSTRAINT campaign_hit_status_check,
  ADD CONSTRAINT campaign_hit_status_check CHECK (status IN ('found', 'told', 'unreachable', 'claimed-fixed', 'fixed', 'again', 'taken-back'));
CREATE TABLE observe.campaign_hit_before (
  round_id uuid NOT NULL REFERENCES observe.campaign_round ON DELETE CASCADE,
  hit_id uuid NOT NULL REFERENCES observe.campaign_hit ON DELETE CASCADE,
  was jsonb NOT NULL,                  -- the row of observe.campaign_hit
  PRIMARY KEY (round_id, hit_id)
);
SELECT platform.guard('observe.campaign_hit_before', NULL);

-- What the hub itself has said by mistake: not sent any more, or told to whoever has read it.
ALTER TABLE observe.own_report ADD COLUMN taken_back text CHECK (length(taken_back) BETWEEN 1 AND 2000);
