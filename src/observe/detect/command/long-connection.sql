-- detector: long-connection
-- version: 1
-- accuses: target
-- role: suspect
--
-- Remote control that stays connected shows as one conversation that does not end: hours on the same pair of ports. Routers
-- export it in pieces (active time-out), so pieces on the same five-tuple that together cover most of their span are one
-- connection. Connections still open when a log was cut count with the time they have lasted so far.
-- Long connections that say almost nothing (keep-alives) are the more interesting ones; voice and video say much.
--
-- parameter: least_seconds UInt32 = 3600
-- parameter: least_piece UInt32 = 20 -- seconds; shorter flows are not pieces of a long connection
-- parameter: least_cover Float64 = 0.8 -- share of the span in which it was active
-- parameter: most_alerts UInt32 = 1000
-- literature: Active Countermeasures, "long connections"; Gates et al., More Netflow Tools for Performance and Security (2004).
WITH
  pieces AS (
    SELECT source, target, source_port, target_port, protocol, at, duration / 1000 AS seconds, packets, bytes,
      toUInt8(0) AS open, application
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}
      AND ({feed:String} = '' OR feed = {feed:String})
      AND duration >= {least_piece:UInt32} * 1000
      AND protocol != 1
    UNION ALL
    SELECT source, target, source_port, target_port, protocol, at, duration / 1000, packets, bytes, 1, application
    FROM observe.flow_open FINAL
    WHERE duration >= {least_seconds:UInt32} * 1000
      AND at < {to:DateTime64(3)} AND addMilliseconds(at, duration) >= {from:DateTime64(3)}
      AND ({feed:String} = '' OR feed = {feed:String})
      -- Closed since: then the flow itself counts.
      AND (feed, session) NOT IN (SELECT feed, session FROM observe.flow WHERE session != 0 AND duration >= {least_seconds:UInt32} * 1000)
  ),
  whole AS (
    SELECT
      source, target, source_port, target_port, protocol,
      min(at) AS first,
      max(addMilliseconds(at, toInt64(seconds * 1000))) AS last,
      (toUnixTimestamp64Milli(last) - toUnixTimestamp64Milli(first)) / 1000 AS span,
      sum(seconds) AS active,
      count() AS flows,
      sum(bytes) AS octets,
      max(open) AS still_open,
      any(application) AS application
    FROM pieces
    GROUP BY source, target, source_port, target_port, protocol
    HAVING span >= {least_seconds:UInt32} AND active >= {least_cover:Float64} * span
  )
SELECT
  -- The side with the lower port is the service, whichever way the record was written.
  if(turned, whole.target, whole.source) AS source,
  if(turned, whole.source, whole.target) AS target,
  if(turned, whole.source_port, whole.target_port) AS target_port,
  protocol,
  round(least(1, 0.4 + 0.15 * log2(span / {least_seconds:UInt32} + 1) + 0.2 * (octets / span < 200)), 4) AS score,
  first,
  last,
  flows,
  map('seconds', toString(round(span)), 'pieces', toString(flows), 'octets', toString(octets),
    'octets-per-second', toString(round(octets / span, 1)), 'still-open', toString(still_open), 'application', application) AS reasons
FROM (SELECT *, protocol IN (6, 17) AND source_port < target_port AS turned FROM whole) AS whole
-- Both directions of one connection are one finding.
WHERE NOT turned
   OR (whole.target, whole.source, whole.target_port, whole.source_port) NOT IN (SELECT source, target, source_port, target_port FROM whole)
ORDER BY score DESC, span DESC, source, target
LIMIT {most_alerts:UInt32}
