-- detector: scan-vertical
-- version: 2
-- accuses: source
-- role: scanner
-- slices: source
--
-- One source tries many ports of one target. Answers of a server go to many ports too, but they come from one low port, so
-- only flows from a high to a lower port (or with a known opener) count, and most of them must have gone nowhere. Answers to a
-- question that was asked of everybody (SSDP, mDNS, NetBIOS) seem to have no question; they come from the service's port.
--
-- parameter: least_ports UInt32 = 15
-- parameter: least_failed Float64 = 0.6
-- parameter: most_alerts UInt32 = 5000
-- literature: Staniford, Hoagland and McAlerney, Practical Automated Detection of Stealthy Portscans (2002); Allman, Paxson and
-- literature: Terrell, A Brief History of Scanning (IMC 2007).
SELECT
  source,
  target,
  toUInt16(0) AS target_port,
  protocol,
  round(least(1, share * (0.6 + 0.2 * log10(ports / {least_ports:UInt32} + 1))), 4) AS score,
  first,
  last,
  flows,
  map('ports', toString(ports), 'share-failed', toString(round(share, 3)), 'examples', arrayStringConcat(arrayMap(x -> toString(x), some), ' ')) AS reasons
FROM (
  SELECT
    source, target, protocol,
    uniqExact(target_port) AS ports,
    min(at) AS first,
    max(at) AS last,
    count() AS flows,
    uniqExactIf(target_port, multiIf(
      state IN ('attempted', 'rejected', 'denied'), 1,
      state != 'unknown', 0,
      protocol = 6, bitAnd(flags, 24) != 24 AND packets <= 5,
      packets <= 2)) / ports AS share,
    arraySlice(arraySort(groupUniqArray(50)(target_port)), 1, 10) AS some
  FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
    AND protocol IN (6, 17)
    AND (state != 'unknown' OR target_port < source_port)
    AND packets <= 20
    AND NOT (protocol = 17 AND source_port IN (53, 67, 123, 137, 138, 161, 427, 1900, 3702, 5353, 5355, 5683))
    AND NOT (target BETWEEN toIPv6('224.0.0.0') AND toIPv6('255.255.255.255') OR target >= toIPv6('ff00::'))
    AND cityHash64(source, target, protocol) IN (
      SELECT cityHash64(source, target, protocol) AS pair
      FROM observe.flow
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
        AND protocol IN (6, 17)
        AND (state != 'unknown' OR target_port < source_port)
        AND (state IN ('attempted', 'rejected', 'denied')
          OR (state = 'unknown' AND if(protocol = 6, bitAnd(flags, 24) != 24 AND packets <= 5, packets <= 2)))
      GROUP BY pair
      HAVING count() >= {least_failed:Float64} * {least_ports:UInt32})
  GROUP BY source, target, protocol
  HAVING ports >= {least_ports:UInt32} AND share >= {least_failed:Float64}
)
ORDER BY ports DESC, source, target
LIMIT {most_alerts:UInt32}
