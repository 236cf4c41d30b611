-- Known findings are counted on by the thousand. As IMMUTABLE the function was never taken apart by the planner (time plus interval
-- depends on the zone) and ran eight times a row: 64 microseconds a known finding; so it is 37.
CREATE OR REPLACE FUNCTION tell.is_back(f tell.finding, seen_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (f.state = 'claimed-fixed' AND seen_at > f.claimed_at + interval '1 day')
    OR (f.state = 'verified-fixed' AND seen_at > coalesce(f.fixed_at, f.closed_at))
    OR (f.state = 'expired' AND seen_at > f.last_seen_at)
$$;
