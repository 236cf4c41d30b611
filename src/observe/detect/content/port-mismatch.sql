-- detector: port-mismatch
-- version: 1
-- accuses: source
-- role: suspect
--
-- A connection that was established on a port everybody knows, and carried data, but in which the observer did not recognise the
-- protocol of that port: something hides where firewalls look away. Needs an observer that recognises protocols (Zeek, Suricata,
-- our reader of captures); feeds in which it recognised nothing at all are left out.
--
-- parameter: least_packets UInt32 = 3
-- parameter: most_alerts UInt32 = 2000
-- literature: Karagiannis et al., BLINC (2005); MITRE ATT&CK T1571 (non-standard port) and T1205.
WITH known AS (
  SELECT feed FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String}) AND application != ''
  GROUP BY feed
)
SELECT
  source,
  target,
  target_port,
  protocol,
  round(least(0.6, 0.3 + 0.1 * log10(count()) + 0.1 * (application != '')), 4) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('expected', expected, 'recognised', application, 'octets', toString(sum(bytes)), 'octets-back', toString(sum(reply_bytes))) AS reasons
FROM (
  SELECT *, transform(target_port, [22, 25, 80, 443], ['ssh', 'smtp', 'http', 'ssl'], '') AS expected
  FROM observe.flow
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND feed IN (SELECT feed FROM known)
    AND protocol = 6 AND target_port IN (22, 25, 80, 443)
    AND state IN ('established', 'closed', 'reset')
    -- Data was sent: the push flag (readers of logs set it where the log counts payload).
    AND packets >= {least_packets:UInt32} AND reply_packets >= 2 AND bitAnd(flags, 8) = 8
)
WHERE position(application, expected) = 0 AND NOT (expected = 'http' AND position(application, 'ssl') > 0) AND NOT (expected = 'ssl' AND position(application, 'tls') > 0)
GROUP BY source, target, target_port, protocol, expected, application
ORDER BY score DESC, flows DESC, source
LIMIT {most_alerts:UInt32}
