-- BLOCK lock
SELECT id, organisation_id, state, kind, told_at, help_asked_at FROM tell.finding WHERE id = ANY ($ids::uuid[]) ORDER BY id FOR UPDATE;

-- BLOCK set
UPDATE tell.finding SET state = $state, answered_at = $now, updated_at = $now,
  claimed_at = CASE WHEN $state = 'claimed-fixed' THEN $now::timestamptz WHEN $answer = 'undo' THEN NULL ELSE claimed_at END,
  closed_at = CASE WHEN $state IN ('false-positive', 'accepted-risk') THEN $now::timestamptz ELSE NULL END,
  help_asked_at = CASE WHEN $answer = 'help' THEN $now::timestamptz WHEN $answer IN ('seen') THEN help_asked_at ELSE NULL END,
  -- Answered: the telling stops until it is seen again; taken back: it goes on from where it was.
  next_step_at = CASE WHEN $answer = 'undo' THEN $now::timestamptz + interval '1 day' WHEN $answer IN ('seen', 'help') THEN $now::timestamptz + interval '14 days' ELSE NULL END
WHERE id = $id;

-- BLOCK confirm_notice
UPDATE tell.notice SET confirmed_at = coalesce(confirmed_at, $now), answer = $answer WHERE id = $notice;
