-- detector: scan-dhcp
-- version: 1
-- accuses: source
-- role: scanner
--
-- A device that asks the network for one address after the other: it looks which are free, or empties the pool so that others
-- get none (starvation). Ordinary devices ask for the address they had.
--
-- parameter: least_addresses UInt32 = 4 -- different addresses asked for by one device
-- parameter: most_alerts UInt32 = 500
-- literature: RFC 2131; Tripathi and Hubballi, A Probabilistic Anomaly Detection Scheme to Detect DHCP Starvation Attacks (2015).
SELECT
  if(any(source) = toIPv6('::'), any(target), any(source)) AS source,
  toIPv6('::') AS target,
  toUInt16(67) AS target_port,
  toUInt8(17) AS protocol,
  0.6 AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('addresses', toString(uniqExact(detail['requested_addr'])), 'device', device) AS reasons
FROM (
  SELECT *, detail['mac'] AS device
  FROM observe.flow_event
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND kind = 'dhcp' AND detail['requested_addr'] != ''
)
GROUP BY device
HAVING uniqExact(detail['requested_addr']) >= {least_addresses:UInt32}
ORDER BY flows DESC, device
LIMIT {most_alerts:UInt32}
