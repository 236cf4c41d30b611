-- detector: back-scatter
-- version: 1
-- accuses: source
-- role: victim
--
-- The victim of a flood with forged senders answers those it believes to have asked: SYN-ACKs, resets and ICMP errors to
-- addresses that never wrote to it. Seen from our side: one source, answers only, to many targets without any question.
--
-- parameter: least_targets UInt32 = 10
-- parameter: least_share Float64 = 0.9 -- of its flows that are answers
-- parameter: most_alerts UInt32 = 1000
-- literature: Moore, Voelker and Savage, Inferring Internet Denial-of-Service Activity (USENIX Security 2001); Blenn et al., Quantifying
-- literature: the Spectrum of Denial-of-Service Attacks through Internet Backscatter (ARES 2017).
WITH
  candidates AS (
    SELECT source
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND multiIf(
        -- SYN-ACK or RST(-ACK) without anything else, few and small packets.
        protocol = 6, bitAnd(flags, 31) IN (18, 4, 20) AND packets <= 6 AND reply_packets <= 1,
        -- Unreachable, quench, redirect, time exceeded, parameter problem, echo reply.
        protocol = 1, intDiv(target_port, 256) IN (0, 3, 4, 5, 11, 12),
        0)
    GROUP BY source
    HAVING count() >= {least_targets:UInt32}
  ),
  answering AS (
    SELECT
      source,
      uniqCombined(14)(target) AS targets,
      countIf(is_answer) / count() AS share,
      countIf(is_answer) AS answers,
      min(at) AS first,
      max(at) AS last,
      topKIf(1)(source_port, is_answer)[1] AS service,
      topKIf(1)(protocol, is_answer)[1] AS with_protocol,
      groupUniqArrayIf(2000)(target, is_answer) AS some
    FROM (
      SELECT source, target, source_port, protocol, at,
        multiIf(
          protocol = 6, bitAnd(flags, 31) IN (18, 4, 20) AND packets <= 6 AND reply_packets <= 1,
          protocol = 1, intDiv(target_port, 256) IN (0, 3, 4, 5, 11, 12),
          0) AS is_answer
      FROM observe.flow
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
        AND source IN (SELECT source FROM candidates)
    )
    GROUP BY source
    HAVING targets >= {least_targets:UInt32} AND share >= {least_share:Float64}
  ),
  -- A question of ours makes it an ordinary answer.
  asked AS (
    SELECT DISTINCT target AS answerer, source AS asker
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND target IN (SELECT source FROM candidates)
  )
SELECT
  source,
  toIPv6('::') AS target,
  service AS target_port,
  with_protocol AS protocol,
  round(least(1, (0.5 + 0.2 * log10(targets / {least_targets:UInt32} + 1)) * unasked), 4) AS score,
  first,
  last,
  answers AS flows,
  map('targets', toString(targets), 'answers-share', toString(round(share, 3)), 'unasked', toString(round(unasked, 3))) AS reasons
FROM (
  SELECT answering.*, arrayAvg(t -> toFloat64((source, t) NOT IN (SELECT answerer, asker FROM asked)), some) AS unasked
  FROM answering
)
WHERE unasked >= 0.8
ORDER BY targets DESC, source
LIMIT {most_alerts:UInt32}
