-- detector: scan-horizontal
-- version: 2
-- accuses: source
-- role: scanner
--
-- One source tries the same port on many targets and gets nowhere with most of them. What tells it from a busy server or a
-- crawler is failure: attempts without an answer, refused, or without data after the handshake. Where only the router's view
-- exists, an attempt is a TCP flow that never pushed data, or a UDP flow of one or two packets to a target that never sent
-- anything back from that port.
-- Each target is one draw: an honest source fails with probability `honest`, a scanner with `scanner`. The logarithm of how much
-- likelier the second is decides (the threshold random walk of Jung et al., over the whole span instead of step by step), so
-- that ten failures among twenty-four tries within a minute count, and ten among ten thousand do not.
--
-- parameter: least_failed UInt32 = 8 -- different targets at which every attempt failed
-- parameter: honest Float64 = 0.1 -- share of failures of an honest source
-- parameter: scanner Float64 = 0.6 -- share of failures of a scanner, at least
-- parameter: least_evidence Float64 = 4.6 -- natural logarithm of the likelihood ratio (4.6 = 99 to 1)
-- parameter: most_alerts UInt32 = 5000
-- literature: Jung et al., Fast Portscan Detection Using Sequential Hypothesis Testing (S&P 2004); Gates et al., Scan Detection
-- literature: on Very Large Networks Using Logistic Regression Modeling (2006); Durumeric et al., An Internet-Wide View of
-- literature: Internet-Wide Scanning (USENIX Security 2014).
WITH
  -- Cheap first look: flows that look like a failure, and for UDP, where every short question does, the answers beside them.
  candidates AS (
    SELECT
      if(is_try, cityHash64(source), cityHash64(target)) + intHash64(if(is_try, target_port, source_port) * 256 + protocol) AS knocker,
      countIf(is_try) AS failures,
      -- Different hosts, estimated with 64 bits: a client that asks its two resolvers all day is out here.
      groupBitOrIf(bitShiftLeft(toUInt64(1), toUInt8(cityHash64(target) % 64)), is_try) AS tried,
      groupBitOrIf(bitShiftLeft(toUInt64(1), toUInt8(cityHash64(source) % 64)), NOT is_try) AS answering
    FROM (
      SELECT source, target, source_port, target_port, protocol, state != 'unknown' OR target_port < source_port AS is_try
      FROM observe.flow
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        AND multiIf(
          NOT is_try, protocol = 17,
          protocol NOT IN (6, 17), 0,
          state != 'unknown', state IN ('attempted', 'rejected', 'denied'),
          protocol = 6, bitAnd(flags, 24) != 24 AND packets <= 5,
          packets <= 2)
        AND NOT (target BETWEEN toIPv6('224.0.0.0') AND toIPv6('255.255.255.255') OR target >= toIPv6('ff00::'))
    )
    GROUP BY knocker
    HAVING failures >= {least_failed:UInt32} AND bitCount(tried) >= least(48, 0.6 * {least_failed:UInt32})
      -- Honest: nearly as many answers as tries, from the same hosts. (Of many hosts the bits are all set, and the counts decide.)
      AND (bitCount(bitAnd(tried, bitNot(answering))) >= 0.6 * {least_failed:UInt32} OR count() - failures < 0.8 * failures)
  )
SELECT
  source,
  toIPv6('::') AS target,
  target_port,
  protocol,
  round(least(1, (0.5 + 0.5 * failed_all / targets) * (0.7 + 0.15 * log10(failed_all / {least_failed:UInt32}))), 4) AS score,
  first,
  last,
  flows,
  map('targets', toString(targets), 'failed', toString(failed_all), 'evidence', toString(round(evidence, 1)),
    'per-minute', toString(round(60000 * targets / greatest(1000, toUnixTimestamp64Milli(last) - toUnixTimestamp64Milli(first)), 1)),
    'examples', arrayStringConcat(arrayMap(x -> toString(x), examples), ' ')) AS reasons
FROM (
  SELECT
    asker AS source, asked_port AS target_port, protocol,
    uniqExactIf(cityHash64(asked), is_try) AS targets,
    -- Failed at a target: no attempt went beyond knocking, and nothing answered.
    targets - least(targets, uniqExactIf(cityHash64(asked), is_good)) AS failed_all,
    failed_all * log({scanner:Float64} / {honest:Float64})
      + (targets - failed_all) * log((1 - {scanner:Float64}) / (1 - {honest:Float64})) AS evidence,
    minIf(at, is_try) AS first,
    maxIf(at, is_try) AS last,
    countIf(is_try) AS flows,
    groupArraySampleIf(3, 1)(asked, is_try AND NOT is_good) AS examples
  FROM (
    -- Tries and answers side by side: routers report answers as flows of their own, from the port that was tried.
    SELECT at, protocol,
      state != 'unknown' OR target_port < source_port AS is_try,
      if(is_try, source, target) AS asker,
      if(is_try, target_port, source_port) AS asked_port,
      if(is_try, target, source) AS asked,
      multiIf(
        -- A reset is an answer that says no.
        NOT is_try, protocol != 6 OR bitAnd(flags, 6) = 2,
        state IN ('attempted', 'rejected', 'denied'), 0,
        state != 'unknown', 1,
        protocol = 6, bitAnd(flags, 24) = 24 OR packets > 5,
        packets > 2) AS is_good
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol IN (6, 17)
      AND if(is_try, cityHash64(source), cityHash64(target)) + intHash64(asked_port * 256 + protocol) IN (SELECT knocker FROM candidates)
  )
  GROUP BY asker, asked_port, protocol
  HAVING failed_all >= {least_failed:UInt32} AND evidence >= {least_evidence:Float64}
)
ORDER BY failed_all DESC, source, target_port
LIMIT {most_alerts:UInt32}
