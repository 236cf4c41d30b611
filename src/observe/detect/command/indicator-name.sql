-- detector: indicator-name
-- version: 1
-- accuses: source
-- role: infected
--
-- Like `indicator-contact`, for names: asked of a resolver, shown in a TLS hello or a Host header, with all names below a
-- listed one.
--
-- parameter: most_alerts UInt32 = 10000
-- literature: Antonakakis et al., Building a Dynamic Reputation System for DNS (2010).
WITH
  listed AS (
    SELECT name, argMax(list, until) AS list
    FROM observe.flow_indicator FINAL
    WHERE kind = 'name' AND until >= {from:DateTime64(3)}
    GROUP BY name
  ),
  shown AS (
    SELECT client, server, name, at, 'dns' AS how FROM observe.flow_dns
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    UNION ALL
    SELECT client, server, server_name, at, 'tls' FROM observe.flow_tls
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    UNION ALL
    SELECT client, server, host, at, 'http' FROM observe.flow_http
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  ),
  labels AS (
    SELECT client, server, at, how, name,
      -- The name and everything above it, so that a listed parent is found with one look-up each.
      arrayJoin(arrayMap(i -> arrayStringConcat(arraySlice(parts, i), '.'), range(1, length(parts) + 1))) AS part
    FROM (SELECT *, splitByChar('.', name) AS parts FROM shown WHERE name != '')
  )
SELECT
  client AS source,
  server AS target,
  toUInt16(0) AS target_port,
  toUInt8(0) AS protocol,
  0.8 AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('name', part, 'list', any(list), 'seen-in', arrayStringConcat(arraySort(groupUniqArray(how)), ', ')) AS reasons
FROM labels
INNER JOIN listed ON listed.name = labels.part
GROUP BY client, server, part
ORDER BY flows DESC, source, target
LIMIT {most_alerts:UInt32}
