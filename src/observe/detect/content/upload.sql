-- detector: upload
-- version: 1
-- accuses: source
-- role: suspect
--
-- Data that leaves: a source sends far more to one target than it gets back, in large amount, and more than such sources
-- usually send. Back-ups, mail and video calls do so too; what is usual for the target (how many others send there) tells
-- them apart from a drop nobody else knows.
--
-- parameter: least_octets UInt64 = 50000000
-- parameter: least_ratio Float64 = 5 -- sent over received
-- parameter: most_sources UInt32 = 3 -- a target to which more sources send much is a service
-- parameter: most_alerts UInt32 = 1000
-- literature: Liu et al., SIDD: A Framework for Detecting Sensitive Data Exfiltration (2009); MITRE ATT&CK TA0010.
WITH
  sent AS (
    SELECT source, target, any(target_port) AS to_port, any(protocol) AS with_protocol, sum(bytes * sampling) AS octets,
      sum(reply_bytes * sampling) AS replied, min(at) AS first_at, max(at) AS last_at, count() AS times
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND (state != 'unknown' OR target_port < source_port) AND bytes >= 10000
    GROUP BY source, target
    HAVING octets >= {least_octets:UInt64}
  ),
  back AS (
    SELECT target AS sender, source AS receiver, sum(bytes * sampling) AS returned
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND state = 'unknown' AND (target, source) IN (SELECT source, target FROM sent)
    GROUP BY sender, receiver
  )
SELECT
  source,
  target,
  to_port AS target_port,
  with_protocol AS protocol,
  round(least(0.8, 0.4 + 0.15 * log10(octets / {least_octets:UInt64} + 1) + 0.1 * (senders = 1)), 4) AS score,
  first_at AS first,
  last_at AS last,
  times AS flows,
  map('octets', toString(octets), 'octets-back', toString(received), 'sources-that-send-there', toString(senders)) AS reasons
FROM (
  SELECT sent.*, replied + returned AS received, count() OVER (PARTITION BY target) AS senders
  FROM sent
  LEFT JOIN back ON sender = source AND receiver = target
)
WHERE octets >= {least_ratio:Float64} * greatest(1, received) AND senders <= {most_sources:UInt32}
ORDER BY octets DESC, source, target
LIMIT {most_alerts:UInt32}
