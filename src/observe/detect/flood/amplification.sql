-- detector: amplification
-- version: 1
-- accuses: source
-- role: reflector
--
-- A service that answers small questions with large answers is used to flood others: the questions carry the victim's address.
-- For known amplifying UDP ports: the answers of one host to one target, their size, and, where the questions are seen too,
-- how many times larger the answers are. A resolver that serves its own clients is no reflector: its answers are small or few.
--
-- parameter: least_octets UInt64 = 1000000 -- to one target
-- parameter: least_packet UInt32 = 250 -- octets per answer packet
-- parameter: least_factor Float64 = 5
-- parameter: most_alerts UInt32 = 2000
-- literature: Rossow, Amplification Hell (NDSS 2014); Kührer et al., Exit from Hell? (USENIX Security 2014); Thomas, Clayton and
-- literature: Beresford, 1000 days of UDP amplification DDoS attacks (2017).
WITH
  (17, 19, 53, 69, 111, 123, 137, 161, 177, 389, 427, 520, 1194, 1434, 1604, 1701, 1900, 3283, 3389, 3478, 3702, 5093, 5351, 5353, 5683, 6881, 7547, 10001, 10074, 11211, 20800, 27005, 27015, 30120, 37810) AS ports,
  answers AS (
    SELECT source, target, source_port, sum(bytes * sampling) AS octets, sum(packets * sampling) AS packets, min(at) AS first,
      max(at) AS last, count() AS flows, uniq(target_port) AS target_ports
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol = 17 AND source_port IN ports AND state IN ('unknown', 'attempted')
    GROUP BY source, target, source_port
    HAVING octets >= {least_octets:UInt64} AND octets / packets >= {least_packet:UInt32}
    UNION ALL
    SELECT target, source, target_port, sum(reply_bytes * sampling) AS octets, sum(reply_packets * sampling) AS packets, min(at), max(at),
      count(), uniq(source_port)
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol = 17 AND target_port IN ports AND reply_packets > 0
    GROUP BY target, source, target_port
    HAVING octets >= {least_octets:UInt64} AND octets / packets >= {least_packet:UInt32}
  ),
  questions AS (
    SELECT target AS source, source AS target, target_port AS source_port, sum(bytes * sampling) AS asked
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol = 17 AND (target, target_port) IN (SELECT source, source_port FROM answers)
    GROUP BY source, target, source_port
  )
SELECT
  source,
  target,
  source_port AS target_port,
  toUInt8(17) AS protocol,
  round(least(1, 0.4 + 0.2 * log10(octets / {least_octets:UInt64} + 1) + 0.2 * least(1, log10(greatest(1, factor)) / 2) + 0.1 * (target_ports <= 3)), 4) AS score,
  first,
  last,
  flows,
  map('octets', toString(octets), 'octets-per-packet', toString(round(octets / packets)), 'factor', if(asked = 0, 'question-not-seen', toString(round(factor, 1)))) AS reasons
FROM (
  SELECT answers.*, asked, if(asked = 0, 10., octets / asked) AS factor
  FROM answers
  LEFT JOIN questions USING (source, target, source_port)
)
WHERE factor >= {least_factor:Float64}
ORDER BY octets DESC, source, target
LIMIT {most_alerts:UInt32}
