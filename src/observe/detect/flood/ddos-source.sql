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
  sent AS (
    SELECT source, target, max(wire) AS most_in_minute, sum(wire) AS wire_packets, sum(octets) AS wire_octets, min(first) AS first, max(last) AS last,
      sum(flows) AS flows, sum(replies) AS replies, argMax(to_port, wire) AS target_port, argMax(with_protocol, wire) AS protocol, avg(syn) AS syn
    FROM (
      SELECT source, target, toStartOfMinute(at) AS minute, sum(packets * sampling) AS wire, sum(bytes * sampling) AS octets,
        min(at) AS first, max(at) AS last, count() AS flows, sum(reply_packets * sampling) AS replies,
        argMax(target_port, packets) AS to_port, argMax(protocol, packets) AS with_protocol,
        avg(protocol = 6 AND bitAnd(flags, 31) = 2) AS syn
      FROM observe.flow
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        -- Many small flows, or one whose packets come fast.
        AND (source, target) IN (
          SELECT source, target FROM observe.flow
          WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
            AND packets * sampling >= 100
          GROUP BY source, target
          HAVING sum(packets * sampling) >= {least_packets:UInt64})
      GROUP BY source, target, minute
    )
    GROUP BY source, target
    HAVING most_in_minute >= {least_packets:UInt64}
  ),
  back AS (
    SELECT target AS sender, source AS receiver, sum(packets * sampling) AS answered
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND (target, source) IN (SELECT source, target FROM sent)
    GROUP BY sender, receiver
  )
SELECT
  source,
  target,
  target_port,
  protocol,
  round(least(1, 0.5 + 0.2 * log10(most_in_minute / {least_packets:UInt64} + 1) + 0.2 * (syn > 0.8)), 4) AS score,
  first,
  last,
  flows,
  map('packets-a-minute', toString(most_in_minute), 'packets', toString(wire_packets), 'octets', toString(wire_octets),
    'answered', toString(round((replies + answered) / wire_packets, 4)), 'syn-only', toString(round(syn, 3))) AS reasons
FROM sent
LEFT JOIN back ON sender = source AND receiver = target
WHERE (replies + answered) / wire_packets <= {most_answered:Float64}
ORDER BY most_in_minute DESC, source, target
LIMIT {most_alerts:UInt32}
