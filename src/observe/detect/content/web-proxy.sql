-- detector: web-proxy
-- version: 1
-- accuses: source
-- role: suspect
--
-- Who goes to the web through a proxy, and where to: behind a proxy the flow's target is the proxy, so the client and the name
-- it wants have to be taken from the request. Needed to find the real device behind a finding, and to see proxies nobody allowed.
--
-- parameter: least_requests UInt32 = 10
-- parameter: most_alerts UInt32 = 2000
-- literature: RFC 9110 section 9.3.6 (CONNECT); RITA's analysis of proxied connections.
SELECT
  client AS source,
  server AS target,
  server_port AS target_port,
  toUInt8(6) AS protocol,
  0.2 AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('requests', toString(count()), 'hosts', toString(uniq(host)), 'most-wanted', arrayStringConcat(topK(5)(host), ' ')) AS reasons
FROM observe.flow_http
WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  AND proxied
GROUP BY client, server, server_port
HAVING flows >= {least_requests:UInt32}
ORDER BY flows DESC, source
LIMIT {most_alerts:UInt32}
