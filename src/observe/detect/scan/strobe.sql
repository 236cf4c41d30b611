-- detector: scan-strobe
-- version: 2
-- accuses: source
-- role: scanner
-- slices: source
--
-- Several ports on several targets: a source that looks for whatever is open. Neither count alone need reach that of a
-- horizontal or vertical scan; what counts is the number of different (target, port) pairs that failed.
--
-- parameter: least_pairs UInt32 = 30
-- parameter: least_ports UInt32 = 4
-- parameter: least_targets UInt32 = 4
-- parameter: least_failed Float64 = 0.7
-- parameter: most_alerts UInt32 = 5000
-- literature: as in scan-horizontal; the name is Zeek's and nmap's.
SELECT
  source,
  toIPv6('::') AS target,
  toUInt16(0) AS target_port,
  protocol,
  round(least(1, share * (0.6 + 0.2 * log10(pairs / {least_pairs:UInt32} + 1))), 4) AS score,
  first,
  last,
  flows,
  map('pairs', toString(pairs), 'ports', toString(ports), 'targets', toString(targets), 'share-failed', toString(round(share, 3))) AS reasons
FROM (
  SELECT
    source, protocol,
    uniqCombined(17)(target, target_port) AS pairs,
    uniqCombined(12)(target_port) AS ports,
    uniqCombined(14)(target) AS targets,
    min(at) AS first,
    max(at) AS last,
    count() AS flows,
    avg(multiIf(
      state IN ('attempted', 'rejected', 'denied'), 1,
      state != 'unknown', 0,
      protocol = 6, bitAnd(flags, 24) != 24 AND packets <= 5,
      0)) AS share
  FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
    AND protocol IN (6, 17)
    AND (state != 'unknown' OR target_port < source_port)
    AND NOT (target BETWEEN toIPv6('224.0.0.0') AND toIPv6('255.255.255.255') OR target >= toIPv6('ff00::'))
    -- Unanswered UDP cannot be told from answered in a router's view; only records of both directions count there.
    AND (protocol = 6 OR state != 'unknown')
    AND source IN (
      SELECT source FROM observe.flow
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
        AND protocol IN (6, 17)
        AND (state IN ('attempted', 'rejected', 'denied') OR (state = 'unknown' AND protocol = 6 AND bitAnd(flags, 24) != 24 AND packets <= 5))
      GROUP BY source
      HAVING count() >= {least_failed:Float64} * {least_pairs:UInt32})
  GROUP BY source, protocol
  HAVING ports >= {least_ports:UInt32} AND targets >= {least_targets:UInt32} AND pairs >= {least_pairs:UInt32} AND share >= {least_failed:Float64}
)
ORDER BY pairs DESC, source
LIMIT {most_alerts:UInt32}
