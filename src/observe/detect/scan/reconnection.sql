-- detector: reconnection
-- version: 2
-- accuses: source
-- role: suspect
-- slices: source
--
-- A device that keeps trying a service that refuses it: the command server was taken down, or a worm retries. Not a scan (one
-- target, one port) and not a beacon yet (too few or too quick).
--
-- parameter: least_tries UInt32 = 5
-- parameter: most_alerts UInt32 = 2000
-- literature: Gu et al., BotHunter (USENIX Security 2007) on failed outbound connections; Slips' "multiple reconnection attempts".
SELECT
  source,
  target,
  target_port,
  protocol,
  round(least(0.7, 0.3 + 0.15 * log10(count())), 4) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('refused', toString(count())) AS reasons
FROM observe.flow
WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
  AND protocol = 6
  AND (state = 'rejected' OR (state = 'unknown' AND bitAnd(flags, 31) = 2 AND target_port < source_port AND packets <= 4))
GROUP BY source, target, target_port, protocol
HAVING count() >= {least_tries:UInt32}
ORDER BY flows DESC, source, target
LIMIT {most_alerts:UInt32}
