-- detector: long-connection
-- version: 2
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
-- parameter: active_within UInt32 = 0 -- only connections seen in so many seconds before the end (0 = all)
-- parameter: most_alerts UInt32 = 1000
-- literature: Active Countermeasures, "long connections"; Gates et al., More Netflow Tools for Performance and Security (2004).
WITH
  pieces AS (
    SELECT source, target, source_port, target_port, protocol, at, duration / 1000 AS seconds, bytes, toUInt8(0) AS open, application,
      reply_packets > 0 AS both_ways
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}
      AND ({feed:String} = '' OR feed = {feed:String})
      AND duration >= {least_piece:UInt32} * 1000
      AND protocol != 1
    UNION ALL
    SELECT source, target, source_port, target_port, protocol, at, duration / 1000, bytes, 1, application, 1
    FROM observe.flow_open FINAL
    WHERE duration >= {least_seconds:UInt32} * 1000
      AND at < {to:DateTime64(3)} AND addMilliseconds(at, duration) >= {from:DateTime64(3)}
      AND ({feed:String} = '' OR feed = {feed:String})
      -- Closed since: then the flow itself counts. It began when the open one did, so nothing older is read.
      AND (feed, session) NOT IN (
        SELECT feed, session FROM observe.flow
        WHERE session != 0 AND duration >= {least_seconds:UInt32} * 1000
          AND toStartOfHour(at) >= (SELECT toStartOfHour(if(count() = 0, {to:DateTime64(3)}, min(at))) FROM observe.flow_open
            WHERE at < {to:DateTime64(3)} AND addMilliseconds(at, duration) >= {from:DateTime64(3)}))
  )
SELECT
  client AS source,
  server AS target,
  service AS target_port,
  protocol,
  round(least(1, 0.4 + 0.15 * log2(span / {least_seconds:UInt32} + 1) + 0.2 * (octets / span < 200)), 4) AS score,
  first_at AS first,
  last_at AS last,
  flows,
  map('seconds', toString(round(span)), 'pieces', toString(flows), 'octets', toString(octets),
    'octets-per-second', toString(round(octets / span, 1)), 'still-open', toString(still_open), 'application', recognised) AS reasons
FROM (
  SELECT
    client, server, from_port, service, protocol,
    min(at) AS first_at,
    max(addMilliseconds(at, toInt64(seconds * 1000))) AS last_at,
    (toUnixTimestamp64Milli(last_at) - toUnixTimestamp64Milli(first_at)) / 1000 AS span,
    -- Routers report both directions side by side, so either shows how long it was active; records of both directions follow
    -- one another, whichever side each begins with.
    greatest(sumIf(seconds, turned), sumIf(seconds, NOT turned), sumIf(seconds, both_ways)) AS active,
    count() AS flows,
    sum(bytes) AS octets,
    max(open) AS still_open,
    any(application) AS recognised
  FROM (
    -- The side with the lower port is the service, whichever way the record was written.
    SELECT *, protocol IN (6, 17) AND source_port < target_port AS turned,
      if(turned, target, source) AS client, if(turned, source, target) AS server,
      if(turned, target_port, source_port) AS from_port, if(turned, source_port, target_port) AS service
    FROM pieces
    WHERE cityHash64(least(source, target), greatest(source, target), least(source_port, target_port), greatest(source_port, target_port)) IN (
      SELECT cityHash64(least(source, target), greatest(source, target), least(source_port, target_port), greatest(source_port, target_port)) AS ends
      FROM pieces
      GROUP BY ends
      HAVING sum(seconds) >= {least_cover:Float64} * {least_seconds:UInt32}
        AND ({active_within:UInt32} = 0 OR max(addMilliseconds(at, toInt64(seconds * 1000))) >= {to:DateTime64(3)} - toIntervalSecond({active_within:UInt32})))
  )
  GROUP BY client, server, from_port, service, protocol
  HAVING span >= {least_seconds:UInt32} AND active >= {least_cover:Float64} * span
)
ORDER BY score DESC, span DESC, source, target
LIMIT {most_alerts:UInt32}
