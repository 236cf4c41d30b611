-- detector: amplification
-- version: 1
-- accuses: source
-- role: reflector
--
-- A service that answers small questions with large answers is used to flood others: the questions carry the victim's address.
-- For known amplifying UDP ports: the answers of one host to one target, their size, and, where the questions are seen too,
-- how many times larger the answers are. What counts is the worst minute: announcements and answers to the own network add up
-- over a day too. A resolver that serves its own clients is no reflector: its answers are small or few.
--
-- parameter: least_octets UInt64 = 1000000 -- to one target within a minute
-- parameter: least_packet UInt32 = 250 -- octets per answer packet
-- parameter: least_factor Float64 = 5
-- parameter: most_alerts UInt32 = 2000
-- literature: Rossow, Amplification Hell (NDSS 2014); Kührer et al., Exit from Hell? (USENIX Security 2014); Thomas, Clayton and
-- literature: Beresford, 1000 days of UDP amplification DDoS attacks (2017).
WITH
  (17, 19, 53, 69, 111, 123, 137, 161, 177, 389, 427, 520, 1194, 1434, 1604, 1701, 1900, 3283, 3389, 3478, 3702, 5093, 5351, 5353, 5683, 6881, 7547, 10001, 10074, 11211, 20800, 27005, 27015, 30120, 37810) AS ports,
  minutes AS (
    SELECT source, target, source_port, toStartOfMinute(at) AS minute, sum(bytes * sampling) AS octets, sum(packets * sampling) AS sent,
      min(at) AS first_at, max(at) AS last_at, count() AS times, uniq(target_port) AS target_ports
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol = 17 AND source_port IN ports AND state IN ('unknown', 'attempted')
      -- Most answers are small; these cannot make the average large.
      AND bytes >= 100 * packets
    GROUP BY source, target, source_port, minute
    UNION ALL
    SELECT target AS reflector, source AS victim, target_port AS service, toStartOfMinute(at) AS minute, sum(reply_bytes * sampling), sum(reply_packets * sampling),
      min(at), max(at), count(), uniq(source_port)
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol = 17 AND target_port IN ports AND reply_packets > 0 AND reply_bytes >= 100 * reply_packets
    GROUP BY reflector, victim, service, minute
  ),
  answers AS (
    SELECT source, target, source_port, max(octets) AS worst, sum(octets) AS all_octets, sum(sent) AS packets, min(first_at) AS first,
      max(last_at) AS last, sum(times) AS flows, max(target_ports) AS most_ports
    FROM minutes
    GROUP BY source, target, source_port
    HAVING worst >= {least_octets:UInt64} AND all_octets / packets >= {least_packet:UInt32}
  ),
  questions AS (
    SELECT target AS reflector, source AS victim, target_port AS service, sum(bytes * sampling) AS asked
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol = 17 AND (target, target_port) IN (SELECT source, source_port FROM answers)
    GROUP BY reflector, victim, service
  )
SELECT
  source,
  target,
  source_port AS target_port,
  toUInt8(17) AS protocol,
  round(least(1, 0.4 + 0.2 * log10(worst / {least_octets:UInt64} + 1) + 0.2 * least(1, log10(greatest(1, factor)) / 2) + 0.1 * (most_ports <= 3)), 4) AS score,
  first,
  last,
  flows,
  map('octets', toString(all_octets), 'octets-in-worst-minute', toString(worst), 'octets-per-packet', toString(round(all_octets / packets)), 'factor', if(asked = 0, 'question-not-seen', toString(round(factor, 1)))) AS reasons
FROM (
  SELECT answers.*, asked, if(asked = 0, 10., all_octets / asked) AS factor
  FROM answers
  LEFT JOIN questions ON reflector = source AND victim = target AND service = source_port
)
WHERE factor >= {least_factor:Float64}
ORDER BY worst DESC, source, target
LIMIT {most_alerts:UInt32}
