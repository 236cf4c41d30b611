-- What has come onto the allow list while it stood open is closed without a verdict, and said so.
ALTER TABLE observe.candidate
  DROP CONSTRAINT candidate_state_check,
  ADD CONSTRAINT candidate_state_check CHECK (state IN ('open', 'confirmed', 'rejected', 'expired', 'allowed'));
-- The round of judgement ends with the expiry, not when it is seen again: nobody adds one verdict to an old one in between.
UPDATE observe.candidate SET judged_from = updated_at WHERE state = 'expired';
