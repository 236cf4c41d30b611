-- detector: log-in-failures
-- version: 1
-- accuses: source
-- role: attacker
--
-- Where the observer reads the server's answer, refused log-ins need no guessing: SMTP replies 535, 534, 530 and 554 about
-- authentication, SSH sessions without success. A few within seconds are a machine.
--
-- parameter: least_failures UInt32 = 3
-- parameter: within_seconds UInt32 = 10
-- parameter: most_alerts UInt32 = 2000
-- literature: RFC 4954 (SMTP authentication replies); Hofstede et al. (2014).
WITH failures AS (
  SELECT source, target, target_port, kind, name, at
  FROM observe.flow_event
  WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
    AND ((kind = 'smtp' AND match(name, '^(53[045]|454|554)[ -].*([Aa]uth|[Cc]redential|[Ll]og.?in|[Pp]assword)'))
      OR (kind = 'ssh' AND detail['auth_success'] IN ('F', 'false')))
)
SELECT
  source,
  target,
  any(target_port) AS target_port,
  toUInt8(6) AS protocol,
  round(least(1, 0.6 + 0.2 * log10(count() / {least_failures:UInt32})), 4) AS score,
  min(at) AS first,
  max(at) AS last,
  count() AS flows,
  map('kind', kind, 'failures', toString(count()), 'answer', any(name)) AS reasons
FROM (
  SELECT *, arraySort(groupArray(at) OVER (PARTITION BY source, target, kind)) AS times
  FROM failures
)
GROUP BY source, target, kind
HAVING count() >= {least_failures:UInt32}
  AND arrayMin(arrayMap((later, earlier) -> (toUnixTimestamp64Milli(later) - toUnixTimestamp64Milli(earlier)) / 1000,
    arraySlice(any(times), {least_failures:UInt32}), arraySlice(any(times), 1, length(any(times)) - {least_failures:UInt32} + 1))) <= {within_seconds:UInt32}
ORDER BY flows DESC, source
LIMIT {most_alerts:UInt32}
