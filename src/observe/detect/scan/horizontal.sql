-- detector: scan-horizontal
-- version: 1
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
  candidates AS (
    SELECT cityHash64(source, target_port, protocol) AS knocker
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND protocol IN (6, 17)
      AND (state != 'unknown' OR target_port < source_port)
      -- Cheap first look: only flows that look like a failure, only counted.
      AND (state IN ('attempted', 'rejected', 'denied')
        OR (state = 'unknown' AND if(protocol = 6, bitAnd(flags, 24) != 24 AND packets <= 5, packets <= 2)))
      AND NOT (target BETWEEN toIPv6('224.0.0.0') AND toIPv6('255.255.255.255') OR target >= toIPv6('ff00::'))
    GROUP BY knocker
    HAVING count() >= {least_failed:UInt32}
      -- Different targets, estimated with 64 bits: a client that asks its two resolvers all day is out here.
      AND bitCount(groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(cityHash64(target) % 64)))) >= least(48, 0.6 * {least_failed:UInt32})
  ),
  -- Who answered a candidate from the port it tried (routers report answers as flows of their own).
  answers AS (
    SELECT target AS asker, source_port AS asked_port, protocol AS asked_protocol, source AS answerer
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND state = 'unknown'
      AND cityHash64(target, source_port, protocol) IN (SELECT knocker FROM candidates)
      -- A reset is an answer that says no.
      AND NOT (protocol = 6 AND (bitAnd(flags, 4) = 4 OR bitAnd(flags, 2) = 0))
    GROUP BY asker, asked_port, asked_protocol, answerer
  ),
  tries AS (
    SELECT
      source, target_port, protocol, target,
      min(at) AS first_try,
      max(at) AS last_try,
      count() AS times,
      -- Failed at this target: no attempt went beyond knocking.
      min(multiIf(
        state IN ('attempted', 'rejected', 'denied'), 1,
        state != 'unknown', 0,
        protocol = 6, bitAnd(flags, 24) != 24 AND packets <= 5,
        packets <= 2)) AS failed
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND cityHash64(source, target_port, protocol) IN (SELECT knocker FROM candidates)
      AND (state != 'unknown' OR target_port < source_port)
    GROUP BY source, target_port, protocol, target
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
    source, target_port, protocol,
    count() AS targets,
    countIf(failed AND NOT answered) AS failed_all,
    failed_all * log({scanner:Float64} / {honest:Float64})
      + (targets - failed_all) * log((1 - {scanner:Float64}) / (1 - {honest:Float64})) AS evidence,
    min(first_try) AS first,
    max(last_try) AS last,
    sum(times) AS flows,
    groupArraySampleIf(3, 1)(tried, failed AND NOT answered) AS examples
  FROM (
    SELECT source, target_port, protocol, tries.target AS tried, first_try, last_try, times, failed, answerer != toIPv6('::') AS answered
    FROM tries
    LEFT JOIN answers ON asker = source AND asked_port = target_port AND asked_protocol = protocol AND answerer = tries.target
  )
  GROUP BY source, target_port, protocol
  HAVING failed_all >= {least_failed:UInt32} AND evidence >= {least_evidence:Float64}
)
ORDER BY failed_all DESC, source, target_port
LIMIT {most_alerts:UInt32}
