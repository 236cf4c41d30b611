-- detector: scan-icmp
-- version: 1
-- accuses: source
-- role: scanner
--
-- A source that asks many hosts whether they live: echo, time stamp or address mask requests (ICMP types 8, 13, 17; ICMPv6
-- type 128) to different targets, most of them without an answer. Monitoring and proxies that measure distance ask many hosts too, but hosts that are there:
-- the score falls with the share of answers.
--
-- parameter: least_targets UInt32 = 10
-- parameter: most_alerts UInt32 = 1000
-- literature: Bartlett, Heidemann and Papadopoulos, Understanding Passive and Active Service Discovery (IMC 2007); nmap's -PE,
-- literature: -PP and -PM probes.
SELECT
  source,
  toIPv6('::') AS target,
  toUInt16(0) AS target_port,
  protocol,
  round(least(1, (0.5 + 0.25 * log10(targets / {least_targets:UInt32} + 1)) * (0.5 + least(0.5, unanswered))), 4) AS score,
  first,
  last,
  flows,
  map('targets', toString(targets), 'types', arrayStringConcat(arrayMap(x -> toString(x), types), ' '),
    'unanswered', toString(round(unanswered, 3))) AS reasons
FROM (
  SELECT
    source, protocol,
    uniqExact(target) AS targets,
    arraySort(groupUniqArray(intDiv(target_port, 256))) AS types,
    avg(reply_packets = 0) AS unanswered,
    min(at) AS first,
    max(at) AS last,
    count() AS flows
  FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND ((protocol = 1 AND intDiv(target_port, 256) IN (8, 13, 17)) OR (protocol = 58 AND intDiv(target_port, 256) = 128))
    AND NOT (target BETWEEN toIPv6('224.0.0.0') AND toIPv6('255.255.255.255') OR target >= toIPv6('ff00::'))
  GROUP BY source, protocol
  HAVING targets >= {least_targets:UInt32}
)
ORDER BY targets DESC, source
LIMIT {most_alerts:UInt32}
