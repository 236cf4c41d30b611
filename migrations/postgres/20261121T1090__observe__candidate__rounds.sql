-- A candidate that expired and is seen again is judged anew: verdicts of the round before do not count any more. What it was last
-- found to be stays, whatever state it is in since: the false-alarm rate of every detector version rests on it.
ALTER TABLE observe.candidate
  ADD COLUMN judged_from timestamptz NOT NULL DEFAULT '-infinity',
  ADD COLUMN stood text NOT NULL DEFAULT '' CHECK (stood IN ('', 'confirmed', 'rejected'));
UPDATE observe.candidate SET stood = CASE state WHEN 'rejected' THEN 'rejected' ELSE 'confirmed' END
WHERE state IN ('confirmed', 'rejected') OR decided_at IS NOT NULL;
