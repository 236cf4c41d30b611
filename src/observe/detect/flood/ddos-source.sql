-- detector: ddos-source
-- version: 1
-- accuses: source
-- role: infected
--
-- A device that takes part in a flood: within a minute it sends very many packets to one target and gets nothing, or hardly
-- anything, back. Downloads and calls have answers, and their packets grow with the data; a flood's do not.
--
-- parameter: least_packets UInt64 = 6000 -- a minute to one target
-- parameter: most_answered Float64 = 0.05 -- packets back per packet sent
-- parameter: most_alerts UInt32 = 2000
-- literature: Mirkovic, Prier and Reiher, Attacking DDoS at the Source (D-WARD, ICNP 2002); Antonakakis et al., Understanding the
-- literature: Mirai Botnet (USENIX Security 2017).
WITH
  -- Both directions of a pair of hosts together: much one way, next to nothing the other.
  lopsided AS (
    SELECT cityHash64(least(source, target), greatest(source, target)) AS pair
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    GROUP BY pair
    HAVING greatest(sumIf(packets * sampling, source < target) + sumIf(reply_packets * sampling, source > target) AS one,
        sumIf(packets * sampling, source > target) + sumIf(reply_packets * sampling, source < target) AS other) >= {least_packets:UInt64}
      AND least(one, other) <= {most_answered:Float64} * greatest(one, other)
  ),
  minutes AS (
    SELECT
      source, target, toStartOfMinute(at) AS minute,
      sum(packets * sampling) AS sent,
      sum(bytes * sampling) AS octets,
      sum(reply_packets * sampling) AS replies,
      min(at) AS first_at,
      max(at) AS last_at,
      count() AS times,
      argMax(target_port, packets) AS to_port,
      argMax(protocol, packets) AS with_protocol,
      avg(protocol = 6 AND bitAnd(flags, 31) = 2) AS syn
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND cityHash64(least(source, target), greatest(source, target)) IN (SELECT pair FROM lopsided)
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
  map('packets-a-minute', toString(max(sent)), 'packets', toString(sum(sent)), 'octets', toString(sum(octets)),
    'syn-only', toString(round(avg(syn), 3))) AS reasons
FROM minutes
GROUP BY source, target
-- The quiet side of a pair never reaches the number, so only the loud one is left.
HAVING max(sent) >= {least_packets:UInt64} AND sum(replies) <= {most_answered:Float64} * sum(sent)
ORDER BY max(sent) DESC, source, target
LIMIT {most_alerts:UInt32}
