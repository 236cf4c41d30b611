-- detector: arp
-- version: 1
-- accuses: source
-- role: suspect
--
-- ARP knows no sender's proof, so whoever sends what nobody asked for is looked at: a reply to the broadcast address
-- (announces an address to everybody, as poisoning tools do), and a question for an address that cannot be in the sender's
-- own network (a misconfigured or scanning device). The network is taken to be the sender's /24 of private space.
--
-- parameter: most_alerts UInt32 = 1000
-- literature: RFC 826; RFC 5227 (address conflict detection, which also announces); Abad and Bonilla, An Analysis on the Schemes
-- literature: for Detecting and Preventing ARP Cache Poisoning Attacks (2007).
SELECT
  source,
  target,
  toUInt16(0) AS target_port,
  toUInt8(0) AS protocol,
  transform(kind_of, ['unsolicited', 'outside'], [0.5, 0.4], 0.3) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('kind', kind_of, 'sender', any(detail['src_mac'])) AS reasons
FROM (
  SELECT *, arrayJoin(arrayFilter(k -> k != '', [
    if(name = 'reply' AND (detail['dst_mac'] = 'ff:ff:ff:ff:ff:ff' OR detail['resp_hw'] = 'ff:ff:ff:ff:ff:ff') OR detail['unsolicited'] IN ('T', 'true'), 'unsolicited', ''),
    if(source != toIPv6('::') AND target NOT BETWEEN toIPv6('169.254.0.0') AND toIPv6('169.254.255.255')
      AND bitShiftRight(reinterpretAsUInt128(reverse(reinterpretAsString(source))), 8) != bitShiftRight(reinterpretAsUInt128(reverse(reinterpretAsString(target))), 8), 'outside', '')])) AS kind_of
  FROM observe.flow_event
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND kind = 'arp'
)
GROUP BY source, target, kind_of
ORDER BY score DESC, flows DESC, source
LIMIT {most_alerts:UInt32}
