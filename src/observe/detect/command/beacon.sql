-- detector: beacon
-- version: 2
-- accuses: target
-- role: command-server
-- slices: source
--
-- A device under remote control asks its command server for orders again and again. People and most programs do not keep time;
-- a sleep loop does. So for each (source, target, port) the gaps between connections are looked at: how tightly they lie around
-- their median (median absolute deviation, which one odd gap cannot move), compared with what chance would give.
--   * Jitter: the deviation is measured against that of a Poisson process of the same rate, so +-30 % of random sleep still
--     scores about 0.8, while traffic of people scores near 0.
--   * Several connections a beat, or several infected devices behind one address translator: gaps are also taken over 2 to 6
--     connections, each compared with its own Poisson value; the best lag counts.
--   * Missing beats (loss, sampling, a device asleep): gaps that are whole multiples of the commonest short gap count as regular.
--   * A long connection that a router exports in pieces looks like a beat of its time-out: pieces that continue each other on
--     the same source port are one connection.
-- Regular size, an even spread over the observed span and a target few others talk to add to the score; a target that never
-- answers takes from it (scans repeat too), and so do the ports on which every machine keeps time (53, 123). Log-ins tried again
-- and again keep time too: on a port of log-ins, what beats ten times in ten minutes or faster is left to `brute-force`.
--
-- parameter: least_beats UInt32 = 12 -- connections needed
-- parameter: most_beats UInt32 = 20000 -- more is a busy service
-- parameter: least_span UInt32 = 600 -- seconds from first to last connection
-- parameter: least_slices UInt8 = 5 -- of 64 slices of the time asked for, in how many it was seen
-- parameter: active_within UInt32 = 0 -- only pairs seen in so many seconds before the end (0 = all): for runs every few minutes
-- parameter: least_score Float64 = 0.6
-- parameter: most_alerts UInt32 = 1000
-- literature: Hubballi and Goyal, FlowSummary (2013); Shalaginov et al., Malware Beaconing Detection by Mining Large-scale DNS
-- literature: Logs (2016); Huynh et al., Uncovering Periodic Network Signals of Cyber Attacks (2016); RITA's use of Bowley
-- literature: skewness and MAD (Active Countermeasures); Gu, Zhang and Lee, BotSniffer (NDSS 2008); Hofstede et al., SSH Compromise
-- literature: Detection using NetFlow/IPFIX (CCR 2014) for the rhythm of tried log-ins.
WITH
  -- Median absolute deviation over median of the sum of k exponential gaps, k = 1..6 (simulated).
  [0.6955, 0.4882, 0.3965, 0.3425, 0.3046, 0.2783] AS by_chance,
  seen AS (
    SELECT
      cityHash64(source, target, target_port, protocol) AS pair
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}
      AND ({feed:String} = '' OR feed = {feed:String})
      AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
      AND protocol IN (6, 17)
      -- Announcements to everybody keep time too.
      AND NOT (target BETWEEN toIPv6('224.0.0.0') AND toIPv6('255.255.255.255') OR target >= toIPv6('ff00::'))
      -- Answers of servers would make a pair of every client port.
      AND (state != 'unknown' OR target_port < source_port)
      AND ({active_within:UInt32} = 0 OR cityHash64(source, target, target_port, protocol) IN (
        SELECT cityHash64(source, target, target_port, protocol) FROM observe.flow
        WHERE at >= {to:DateTime64(3)} - toIntervalSecond({active_within:UInt32}) AND at < {to:DateTime64(3)} AND {active_within:UInt32} > 0
          AND toStartOfHour(at) >= toStartOfHour({to:DateTime64(3)} - toIntervalSecond({active_within:UInt32}))
          AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
          AND protocol IN (6, 17) AND (state != 'unknown' OR target_port < source_port)))
    GROUP BY pair
    HAVING count() BETWEEN {least_beats:UInt32} AND {most_beats:UInt32}
      AND bitCount(groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(least(63, intDiv(
        64 * (toUnixTimestamp64Milli(at) - toUnixTimestamp64Milli({from:DateTime64(3)})),
        greatest(1, toUnixTimestamp64Milli({to:DateTime64(3)}) - toUnixTimestamp64Milli({from:DateTime64(3)})))))))) >= least({least_slices:UInt8}, 64)
  ),
  conversation AS (
    SELECT
      source, target, target_port, protocol,
      -- Time, source port and length of a flow in one number, which sorts by time: milliseconds, 16 bits, 8 bits of 8 seconds each.
      arraySort(groupArray(bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(at) - toUnixTimestamp64Milli({from:DateTime64(3)})), 24),
        bitOr(bitShiftLeft(toUInt64(source_port), 8), toUInt64(least(255, intDiv(duration + 7999, 8000))))))) AS all_flows,
      -- The first of each run of pieces on one source port.
      arrayFilter((flow, before) -> bitAnd(bitShiftRight(flow, 8), 65535) != bitAnd(bitShiftRight(before, 8), 65535)
          OR bitShiftRight(flow, 24) > bitShiftRight(before, 24) + 8000 * bitAnd(before, 255) + 15000,
        all_flows, arrayPushFront(arrayPopBack(all_flows), bitXor(all_flows[1], 256))) AS flows,
      arrayMap(flow -> (toUnixTimestamp64Milli({from:DateTime64(3)}) + bitShiftRight(flow, 24)) / 1000, flows) AS times,
      groupArray(toFloat32(bytes)) AS sizes,
      -- Answered: the other direction was seen in the same record, or data went after the handshake.
      avg(reply_packets > 0 OR (protocol = 6 AND bitAnd(flags, 24) = 24) OR (protocol = 17 AND state = 'unknown')) AS answered,
      avg(state IN ('rejected', 'attempted', 'denied')) AS refused,
      any(application) AS application
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}
      AND ({feed:String} = '' OR feed = {feed:String})
      AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
      AND protocol IN (6, 17)
      AND (state != 'unknown' OR target_port < source_port)
      AND cityHash64(source, target, target_port, protocol) IN (SELECT pair FROM seen)
    GROUP BY source, target, target_port, protocol
    HAVING length(times) >= {least_beats:UInt32} AND arrayElement(times, -1) - times[1] >= {least_span:UInt32}
  ),
  rhythm AS (
    SELECT
      *,
      length(times) AS beats,
      -- How many others keep contact with the same target (within the slice): busy services have many regular visitors.
      uniqExact(source) OVER (PARTITION BY target) AS sources,
      arrayElement(times, -1) - times[1] AS span,
      -- For each lag k: gaps over k connections, their median, and how regular they are (1 = a clock, 0 = chance).
      arrayMap(k -> arrayMap((later, earlier) -> later - earlier,
        arraySlice(times, k + 1), arraySlice(times, 1, length(times) - k)), range(1, 7)) AS gaps,
      arrayMap(g -> arrayReduce('quantileExact(0.5)', g), gaps) AS medians,
      arrayMap((g, m) -> arrayReduce('quantileExact(0.5)', arrayMap(x -> abs(x - m), g)), gaps, medians) AS deviations,
      arrayMap((d, m, c) -> if(m < 1, 0., greatest(0., 1 - d / m / c)), deviations, medians, by_chance) AS regular,
      -- Longer lags are regular by chance more easily, and say less.
      -- Overlapping gaps are not independent, and few gaps are regular by luck: the number that counts goes in.
      arrayMap((r, k) -> r * (1 - 0.04 * (k - 1)) * ((beats - 1) / k) / ((beats - 1) / k + 4), regular, range(1, 7)) AS weighed,
      indexOf(weighed, arrayMax(weighed)) AS lag,
      medians[lag] AS period,
      -- Missing beats: distance of each gap from a whole multiple of the lower quartile gap; by chance it is 1/4.
      arrayReduce('quantileExact(0.25)', gaps[1]) AS short_gap,
      if(short_gap < 5, 0., greatest(0., 1 - 4 * arrayAvg(arrayMap(x -> abs(x / short_gap - round(x / short_gap)), gaps[1])))) AS folded,
      0.95 * folded * (beats - 1) / (beats + 3) AS by_folding,
      greatest(weighed[lag], by_folding) AS timing,
      arrayReduce('quantileExact(0.5)', sizes) AS size,
      if(size = 0, 0., greatest(0., 1 - arrayReduce('quantileExact(0.5)', arrayMap(x -> abs(x - size), sizes)) / size / 0.5)) AS sameness,
      -- In how many of 16 equal slices of its own span, and of the time asked for, it was seen.
      arrayUniq(arrayMap(t -> toUInt8(least(15, 16 * (t - times[1]) / span)), times)) / least(16, beats) AS own_spread,
      toUnixTimestamp64Milli({from:DateTime64(3)}) / 1000 AS window_start,
      greatest(1, toUnixTimestamp64Milli({to:DateTime64(3)}) / 1000 - window_start) AS window,
      arrayUniq(arrayMap(t -> toUInt8(greatest(0, least(15, 16 * (t - window_start) / window))), times)) / least(16, beats) AS window_spread,
      least(1, 0.5 * own_spread + 0.5 * window_spread) AS spread
    FROM conversation
  )
SELECT
  source,
  target,
  target_port,
  protocol,
  round((0.6 * timing + 0.15 * sameness + 0.25 * spread)
    * (1 - 0.5 * greatest(refused, 1 - answered) * (protocol = 6 OR refused > 0))
    * multiIf(protocol = 17 AND target_port = 123, 0.5, protocol = 17 AND target_port = 53, 0.8,
      protocol = 6 AND target_port IN (21, 22, 23, 2222, 2323, 3389, 5900) AND period <= 60, 0.6, 1)
    * (1 - 0.02 * least(5, log10(sources))), 4) AS score,
  fromUnixTimestamp64Milli(toInt64(times[1] * 1000), 'UTC') AS first,
  fromUnixTimestamp64Milli(toInt64(arrayElement(times, -1) * 1000), 'UTC') AS last,
  beats AS flows,
  map(
    'period', toString(round(if(weighed[lag] >= by_folding, period, short_gap), 1)),
    'connections-a-beat', toString(if(weighed[lag] >= by_folding, lag, 1)),
    'timing', toString(round(timing, 3)),
    'size', toString(size),
    'sameness', toString(round(sameness, 3)),
    'spread', toString(round(spread, 3)),
    'answered', toString(round(answered, 3)),
    'sources', toString(sources),
    'application', application) AS reasons
FROM rhythm
WHERE score >= {least_score:Float64} AND timing >= 0.35
ORDER BY score DESC, source, target, target_port
LIMIT {most_alerts:UInt32}
