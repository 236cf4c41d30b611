-- detector: ddos-target
-- version: 2
-- accuses: target
-- role: victim
--
-- A flood shows at its victim: within a minute, far more packets from far more sources than this target sees otherwise. Measured
-- per minute in packets as they were on the wire (sampling taken back); the target's own median minute is the scale, so that a
-- busy service is not a victim every day. A long flow counts with its rate, and the largest flow of the minute does not count: one
-- big download is no flood. What kind it is follows from the composition: only SYN, UDP from few service ports
-- (reflection), ICMP, fragments.
-- A first look adds up minutes in cells, several targets in each; only targets that have a minute in a full cell are measured.
--
-- parameter: least_packets UInt64 = 30000 -- a minute
-- parameter: least_sources UInt32 = 50 -- a minute
-- parameter: least_rise Float64 = 10 -- times its own median minute
-- parameter: cells UInt32 = 262144 -- of the first look
-- parameter: most_alerts UInt32 = 1000
-- literature: Jonker et al., Millions of Targets Under Attack (IMC 2017); Moore et al., Inferring Internet Denial-of-Service
-- literature: Activity (2001); Mirkovic and Reiher, A Taxonomy of DDoS Attack and DDoS Defense Mechanisms (2004).
WITH full_cells AS (
  SELECT cityHash64(target, toStartOfMinute(at)) % {cells:UInt32} AS cell
  FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  GROUP BY cell
  HAVING sum(packets * sampling) >= {least_packets:UInt64}
), minutes AS (
  SELECT
    target AS victim,
    toStartOfMinute(at) AS minute,
    sum(packets * sampling * least(1, 60000 / greatest(1, duration)) AS in_minute) - max(in_minute) AS wire_packets,
    sum(bytes * sampling * least(1, 60000 / greatest(1, duration))) AS wire_octets,
    uniqCombined(12)(source) AS sources,
    sum(in_minute * (protocol = 6 AND bitAnd(flags, 31) = 2)) / sum(in_minute) AS syn,
    sum(in_minute * (protocol = 17)) / sum(in_minute) AS udp,
    sum(in_minute * (protocol = 1)) / sum(in_minute) AS icmp,
    sum(in_minute * (protocol = 17 AND (source_port < 1024 OR source_port IN (1900, 3283, 3702, 5683, 11211)))) / sum(in_minute) AS reflected,
    anyHeavy(source_port) AS from_port,
    anyHeavy(target_port) AS to_port,
    count() AS times
  FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND target IN (
      SELECT target FROM observe.flow
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        AND cityHash64(target, toStartOfMinute(at)) % {cells:UInt32} IN (SELECT cell FROM full_cells)
      GROUP BY target, toStartOfMinute(at)
      HAVING sum(packets * sampling) >= {least_packets:UInt64} AND count() >= {least_sources:UInt32})
  GROUP BY victim, minute
)
SELECT
  toIPv6('::') AS source,
  victim AS target,
  argMax(to_port, wire_packets) AS target_port,
  toUInt8(multiIf(argMax(syn, wire_packets) > 0.5, 6, argMax(udp, wire_packets) > 0.5, 17, argMax(icmp, wire_packets) > 0.5, 1, 0)) AS protocol,
  round(least(1, 0.4 + 0.2 * log10(max(wire_packets) / {least_packets:UInt64} + 1) + 0.1 * log10(max(wire_packets) / any(usual))), 4) AS score,
  toDateTime64(min(minute), 3, 'UTC') AS first,
  toDateTime64(max(minute) + 60, 3, 'UTC') AS last,
  sum(times) AS flows,
  map('packets-a-minute', toString(round(max(wire_packets))), 'octets-a-minute', toString(round(argMax(wire_octets, wire_packets))),
    'sources-a-minute', toString(argMax(sources, wire_packets)), 'usual-packets-a-minute', toString(round(any(usual))),
    'minutes', toString(count()),
    'kind', multiIf(argMax(syn, wire_packets) > 0.5, 'syn-flood', argMax(reflected, wire_packets) > 0.5, 'reflection',
      argMax(udp, wire_packets) > 0.5, 'udp-flood', argMax(icmp, wire_packets) > 0.5, 'icmp-flood', 'mixed'),
    'from-port', toString(argMax(from_port, wire_packets))) AS reasons
FROM (
  SELECT *,
    -- Minutes without any flow count as quiet ones.
    greatest(1, quantileExact(0.5)(wire_packets) OVER (PARTITION BY victim)
      * (count() OVER (PARTITION BY victim) > 0.5 * greatest(1, dateDiff('minute', {from:DateTime64(3)}, {to:DateTime64(3)})))) AS usual
  FROM minutes
)
WHERE wire_packets >= {least_packets:UInt64} AND sources >= {least_sources:UInt32} AND wire_packets >= {least_rise:Float64} * usual
GROUP BY victim
ORDER BY max(wire_packets) DESC, victim
LIMIT {most_alerts:UInt32}
