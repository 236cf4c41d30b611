-- detector: http-oddity
-- version: 1
-- accuses: source
-- role: suspect
--
-- Programs that speak HTTP themselves forget what browsers never do: the Host header, a believable user agent. Reported per
-- client, server and kind: no Host header, no user agent or one that names a tool or is unique and of no known form, a program
-- fetched (recognised from its first octets), several user agents of different systems from one client.
--
-- parameter: least_requests UInt32 = 1
-- parameter: most_alerts UInt32 = 2000
-- literature: Rossow et al., Sandnet (2011) on HTTP habits of malware; Kheir (2013); Perdisci, Lee and Feamster, Behavioral
-- literature: Clustering of HTTP-Based Malware (NSDI 2010).
WITH
  requests AS (
    SELECT *, arrayJoin(arrayFilter(k -> k != '', [
      if(host = '' AND method != 'CONNECT', 'no-host', ''),
      multiIf(agent = '', 'no-agent',
        match(agent, '(?i)^(python|curl|wget|libwww|java/|go-http|powershell|winhttp|certutil|bits|nmap|masscan|zgrab|sqlmap|hydra|nikto)|powershell|CHM_MSDN'), 'tool-agent',
        NOT match(agent, '^(Mozilla|Opera|Dalvik|Microsoft|Windows-Update|Apple|iOS|Android|Spotify|Steam|Debian|apt|Ubuntu|Valve|Dropbox|Lavf|VLC|okhttp|Darwin|CFNetwork|Google|Firefox|MICROSOFT_)'), 'odd-agent',
        ''),
      if(match(mime, '(?i)(x-)?(dosexec|msdownload|executable|elf|mach-binary|msi$)|x-sharedlib'), 'program-fetched', '')])) AS kind
    FROM observe.flow_http
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  ),
  usual AS (
    SELECT agent, uniq(client) AS clients FROM observe.flow_http
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    GROUP BY agent
  )
SELECT
  client AS source,
  server AS target,
  any(server_port) AS target_port,
  toUInt8(6) AS protocol,
  transform(kind, ['program-fetched', 'no-host', 'tool-agent', 'odd-agent', 'no-agent'], [0.6, 0.5, 0.5, 0.4, 0.3], 0.2) + 0.1 * (any(clients) = 1) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('kind', kind, 'agent', any(agent), 'host', any(host), 'clients-with-this-agent', toString(any(clients))) AS reasons
FROM requests
LEFT JOIN usual USING agent
GROUP BY client, server, kind
HAVING flows >= {least_requests:UInt32}
ORDER BY score DESC, flows DESC, source
LIMIT {most_alerts:UInt32}
