-- detector: frequent-contact
-- version: 2
-- accuses: source
-- role: suspect
-- slices: source
--
-- One source opens very many connections to one target on one port, regular or not: a program that polls, tunnels through
-- short connections or tries passwords. Weak by itself; it is the net under `beacon` for programs that do not keep time.
--
-- parameter: least_connections UInt32 = 400
-- parameter: least_per_minute Float64 = 0.25 -- over the time asked for
-- parameter: most_alerts UInt32 = 200
-- literature: RITA calls this a strobe; Moore et al., Internet traffic classification (2005) for connection counts as a feature.
SELECT
  source,
  target,
  target_port,
  protocol,
  round(least(0.5, 0.1 * log10(flows)), 4) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('connections', toString(count()), 'octets', toString(sum(bytes)), 'minutes-active', toString(uniq(toStartOfMinute(at))),
    'application', any(application)) AS reasons
FROM observe.flow
WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}
  AND ({feed:String} = '' OR feed = {feed:String})
  AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
  AND protocol IN (6, 17)
  AND (state != 'unknown' OR target_port < source_port)
  -- Only pairs of hosts that are busy are worth looking at closely.
  AND cityHash64(source, target) IN (
    SELECT cityHash64(source, target) AS pair FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
      AND protocol IN (6, 17)
      AND (state != 'unknown' OR target_port < source_port)
    GROUP BY pair
    HAVING count() >= {least_connections:UInt32})
GROUP BY source, target, target_port, protocol
HAVING flows >= {least_connections:UInt32}
  AND flows >= {least_per_minute:Float64} * (toUnixTimestamp64Milli({to:DateTime64(3)}) - toUnixTimestamp64Milli({from:DateTime64(3)})) / 60000
ORDER BY flows DESC, source, target
LIMIT {most_alerts:UInt32}
