-- detector: ddos-source
-- version: 2
-- accuses: source
-- role: infected
--
-- A device that takes part in a flood: within a minute it sends very many packets to one target and gets nothing, or hardly
-- anything, back. Downloads and calls have answers, and their packets grow with the data; a flood's do not. A long flow counts
-- with its rate: what hours of a quiet connection add up to is no flood.
-- A first look adds up packets in cells, several pairs of hosts in each; only pairs in a full cell are measured.
--
-- parameter: least_packets UInt64 = 6000 -- a minute to one target
-- parameter: most_answered Float64 = 0.05 -- packets back per packet sent
-- parameter: least_seen UInt32 = 50 -- packets as seen: of fewer, a sampling router misses the answers by chance
-- parameter: cells UInt32 = 1048576 -- of the first look
-- parameter: most_alerts UInt32 = 2000
-- literature: Mirkovic, Prier and Reiher, Attacking DDoS at the Source (D-WARD, ICNP 2002); Antonakakis et al., Understanding the
-- literature: Mirai Botnet (USENIX Security 2017).
WITH
  -- Both directions of a pair of hosts together: much one way, next to nothing the other.
  lopsided AS (
    SELECT cityHash64(source) + cityHash64(target) AS pair
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND (cityHash64(source) + cityHash64(target)) % {cells:UInt32} IN (
        SELECT (cityHash64(source) + cityHash64(target)) % {cells:UInt32} AS cell FROM observe.flow
        WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        GROUP BY cell
        HAVING sum((packets + reply_packets) * sampling) >= {least_packets:UInt64})
    GROUP BY pair
    HAVING sum(packets + reply_packets) >= {least_seen:UInt32}
      AND greatest(sumIf(packets * sampling, source < target) + sumIf(reply_packets * sampling, source > target) AS one,
        sumIf(packets * sampling, source > target) + sumIf(reply_packets * sampling, source < target) AS other) >= {least_packets:UInt64}
      AND least(one, other) <= {most_answered:Float64} * greatest(one, other)
  ),
  minutes AS (
    SELECT
      source, target, toStartOfMinute(at) AS minute,
      sum(packets * sampling * least(1, 60000 / greatest(1, duration))) AS sent,
      sum(bytes * sampling) AS octets,
      sum(reply_packets * sampling * least(1, 60000 / greatest(1, duration))) AS replies,
      min(at) AS first_at,
      max(at) AS last_at,
      count() AS times,
      argMax(target_port, packets) AS to_port,
      argMax(protocol, packets) AS with_protocol,
      avg(protocol = 6 AND bitAnd(flags, 31) = 2) AS syn
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND cityHash64(source) + cityHash64(target) IN (SELECT pair FROM lopsided)
    GROUP BY source, target, minute
  )
SELECT
  source,
  target,
  argMax(to_port, sent) AS target_port,
  argMax(with_protocol, sent) AS protocol,
  round(least(1, 0.5 + 0.2 * log10(max(sent) / {least_packets:UInt64} + 1) + 0.2 * (avg(syn) > 0.8)), 4) AS score,
  min(first_at) AS first,
  max(last_at) AS last,
  sum(times) AS flows,
  map('packets-a-minute', toString(round(max(sent))), 'octets', toString(sum(octets)),
    'syn-only', toString(round(avg(syn), 3))) AS reasons
FROM minutes
GROUP BY source, target
-- The quiet side of a pair never reaches the number, so only the loud one is left.
HAVING max(sent) >= {least_packets:UInt64} AND sum(replies) <= {most_answered:Float64} * sum(sent)
ORDER BY max(sent) DESC, source, target
LIMIT {most_alerts:UInt32}
