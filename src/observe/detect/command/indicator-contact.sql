-- detector: indicator-contact
-- version: 1
-- accuses: source
-- role: infected
--
-- A device that talks to an address, or asks for a name, that is known to be a command server or a phishing or malware site.
-- The list is `observe.flow_indicator`, valid entries only. An answer (data both ways) weighs more than a try; a knock of the
-- listed host at our device is not contact made by our device and weighs least.
--
-- parameter: least_flows UInt32 = 1
-- parameter: most_alerts UInt32 = 10000
-- literature: document 004's list of confirmed command servers shared between providers; MITRE ATT&CK TA0011.
WITH
  listed AS (
    SELECT address, port, argMax(name, until) AS name, argMax(list, until) AS list
    FROM observe.flow_indicator FINAL
    WHERE kind = 'address' AND until >= {from:DateTime64(3)}
    GROUP BY address, port
  ),
  touched AS (
    SELECT source, target, target_port, protocol, at, target AS listed_address, target_port AS listed_port, 1 AS outward,
      (reply_packets > 0 OR bitAnd(flags, 24) = 24 OR (protocol = 17 AND packets > 1)) AS answered, bytes
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND target IN (SELECT address FROM listed)
    UNION ALL
    -- Answers of the listed host (routers export both directions) and its own knocks.
    SELECT target, source, source_port, protocol, at, source, source_port, toUInt8(source_port < target_port),
      bitAnd(flags, 24) = 24, bytes
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND source IN (SELECT address FROM listed)
  )
SELECT
  source,
  target,
  target_port,
  any(touched.protocol) AS protocol,
  round(multiIf(max(outward AND answered), 0.9, max(outward), 0.6, 0.2), 4) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('list', any(l.list), 'name', any(l.name), 'answered', toString(max(answered)), 'outward', toString(max(outward)),
    'octets', toString(sum(bytes))) AS reasons
FROM touched
INNER JOIN listed AS l ON l.address = touched.listed_address
WHERE l.port = 0 OR l.port = touched.listed_port
GROUP BY source, target, target_port
HAVING flows >= {least_flows:UInt32}
ORDER BY score DESC, flows DESC, source, target
LIMIT {most_alerts:UInt32}
