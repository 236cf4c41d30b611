-- detector: reported
-- version: 1
-- accuses: source
-- role: suspect
--
-- What other instruments already say: alerts of an IDS, tunnels found, notices. Taken over with their own name and category,
-- one line per source, target and name, so that one view holds everything.
--
-- parameter: most_alerts UInt32 = 5000
-- literature: Suricata EVE format; Zeek notice and tunnel frameworks.
SELECT
  source,
  target,
  any(target_port) AS target_port,
  toUInt8(0) AS protocol,
  multiIf(kind = 'ids-alert', transform(any(detail['severity']), ['1', '2', '3'], [0.8, 0.5, 0.3], 0.4), kind = 'tunnel', 0.4, 0.3) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('kind', kind, 'name', name, 'category', any(detail['category'])) AS reasons
FROM observe.flow_event
WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
  AND kind IN ('ids-alert', 'tunnel', 'notice')
GROUP BY source, target, kind, name
ORDER BY score DESC, flows DESC, source
LIMIT {most_alerts:UInt32}
