-- detector: certificate
-- version: 1
-- accuses: target
-- role: suspect
--
-- Servers of malware seldom have a certificate anybody signed. Reported per server and name: self-signed, expired, or of an
-- unknown issuer, as the observer found when it checked the chain. Appliances in the own network do the same, so by itself weak.
-- A verdict that falls on a large part of all servers speaks about the observer (its clock, its list of issuers), not about them.
--
-- parameter: most_usual Float64 = 0.2 -- share of all servers with this verdict
-- parameter: most_alerts UInt32 = 2000
-- literature: Ghafir et al., Malicious SSL Certificate Detection (2017); Anderson, Paul and McGrew, Deciphering Malware's use of TLS (2016).
SELECT
  any(client) AS source,
  server AS target,
  server_port AS target_port,
  toUInt8(6) AS protocol,
  round(0.3 + 0.1 * (position(validation, 'self') > 0) + 0.1 * (server_name = ''), 4) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('kind', multiIf(position(validation, 'self') > 0, 'self-signed', position(validation, 'expired') > 0, 'expired', 'invalid'),
    'validation', validation, 'server-name', server_name, 'clients', toString(uniq(client))) AS reasons
FROM observe.flow_tls
WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  AND validation NOT IN ('', 'ok')
  AND validation NOT IN (
    SELECT verdict FROM (
      SELECT validation AS verdict, uniq(server) AS servers, sum(servers) OVER () AS all_servers
      FROM observe.flow_tls
      WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String}) AND validation != ''
      GROUP BY validation)
    WHERE servers > 5 AND servers > {most_usual:Float64} * all_servers)
GROUP BY server, server_port, server_name, validation
ORDER BY score DESC, flows DESC, target
LIMIT {most_alerts:UInt32}
