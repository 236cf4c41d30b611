-- detector: beacon-web
-- version: 1
-- accuses: target
-- role: command-server
--
-- The same rhythm as in `beacon`, looked for in requests instead of connections: behind a proxy or a content network the
-- address says nothing, but the name asked for and the program's way of naming itself do. Key: (client, host, user agent).
-- A missing Host header, a user agent only one client uses, and one that names no known kind of browser each add to the score.
--
-- parameter: least_beats UInt32 = 12
-- parameter: least_span UInt32 = 600
-- parameter: least_score Float64 = 0.65
-- parameter: most_alerts UInt32 = 1000
-- literature: as in beacon; Zhang et al., Detecting Malicious HTTP Redirections Using User Browsing Activity (2014) for rare
-- literature: user agents; Kheir, Behavioral classification and detection of malware through HTTP user agent anomalies (2013).
WITH
  agents AS (
    SELECT agent, uniq(client) AS clients
    FROM observe.flow_http
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    GROUP BY agent
  ),
  conversation AS (
    SELECT
      client, host, agent, any(server) AS server, any(server_port) AS server_port,
      -- Requests within one second belong to one beat (a page with its parts).
      arraySort(groupArray((toUnixTimestamp64Milli(at) / 1000, request_bytes + response_bytes))) AS requests,
      arrayFilter((r, before) -> r.1 - before.1 > 1, requests, arrayPushFront(arrayPopBack(requests), (-1e9, 0))) AS flows,
      arrayMap(r -> r.1, flows) AS times,
      arrayMap(r -> toFloat64(r.2), flows) AS sizes
    FROM observe.flow_http
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    GROUP BY client, host, agent
    HAVING length(times) >= {least_beats:UInt32} AND arrayElement(times, -1) - times[1] >= {least_span:UInt32}
  ),
  rhythm AS (
    SELECT
      *,
      length(times) AS beats,
      arrayElement(times, -1) - times[1] AS span,
      arrayPopFront(arrayDifference(times)) AS gaps,
      arrayReduce('quantileExact(0.5)', gaps) AS period,
      arrayReduce('quantileExact(0.5)', arrayMap(x -> abs(x - period), gaps)) AS deviation,
      if(period < 1, 0., greatest(0., 1 - deviation / period / 0.6955)) * (beats - 1) / (beats + 3) AS timing,
      arrayReduce('quantileExact(0.5)', sizes) AS size,
      greatest(0., 1 - arrayReduce('quantileExact(0.5)', arrayMap(x -> abs(x - size), sizes)) / greatest(1, size) / 0.5) AS sameness,
      arrayUniq(arrayMap(t -> toUInt8(least(15, 16 * (t - times[1]) / span)), times)) / least(16, beats) AS spread
    FROM conversation
  )
SELECT
  client AS source,
  server AS target,
  server_port AS target_port,
  toUInt8(6) AS protocol,
  round(least(1, 0.55 * timing + 0.1 * sameness + 0.2 * least(1, spread)
    + 0.05 * (host = '') + 0.05 * (clients = 1) + 0.05 * (NOT match(agent, '^(Mozilla|Opera|Dalvik)/'))), 4) AS score,
  fromUnixTimestamp64Milli(toInt64(times[1] * 1000), 'UTC') AS first,
  fromUnixTimestamp64Milli(toInt64(arrayElement(times, -1) * 1000), 'UTC') AS last,
  beats AS flows,
  map('host', host, 'agent', agent, 'period', toString(round(period, 1)), 'timing', toString(round(timing, 3)),
    'spread', toString(round(spread, 3)), 'clients-with-this-agent', toString(clients)) AS reasons
FROM rhythm
INNER JOIN agents USING agent
WHERE timing >= 0.35 AND score >= {least_score:Float64}
ORDER BY score DESC, source, target
LIMIT {most_alerts:UInt32}
