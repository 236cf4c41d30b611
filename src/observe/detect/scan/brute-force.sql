-- detector: brute-force
-- version: 2
-- accuses: source
-- role: attacker
-- slices: source
--
-- Trying passwords makes many short connections to one service, all of nearly the same size because every try is the same
-- conversation with another word, and each long enough to have carried a log-in (unlike a scan). Services are known by port or,
-- on any port, by the protocol the observer recognised. Successes are longer and do not repeat.
--
-- parameter: least_tries UInt32 = 10
-- parameter: within_seconds UInt32 = 600 -- of the densest part
-- parameter: most_spread Float64 = 0.4 -- median deviation of the octets over their median
-- parameter: most_alerts UInt32 = 2000
-- literature: Hofstede et al., SSH Compromise Detection using NetFlow/IPFIX (CCR 2014); Sperotto et al., Hidden Markov Model
-- literature: modeling of SSH brute-force attacks (2009); Javed and Paxson, Detecting Stealthy, Distributed SSH Brute-Forcing (2013).
WITH
  (21, 22, 23, 25, 110, 143, 389, 445, 465, 587, 993, 995, 1433, 1521, 2222, 2323, 3306, 3389, 5060, 5432, 5555, 5900, 5985, 6379, 7547, 8291, 8728, 10022, 27017) AS ports,
  tries AS (
    SELECT
      source, target, target_port,
      any(application) AS recognised,
      count() AS flows,
      min(at) AS first,
      max(at) AS last,
      quantileExact(0.5)(bytes) AS size,
      quantileExact(0.5)(packets) AS packets_each,
      groupArray(10000)(toFloat64(bytes)) AS sizes,
      arraySort(groupArray(10000)(toUnixTimestamp64Milli(at) / 1000)) AS times,
      quantileExact(0.9)(duration) / 1000 AS long
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND source >= {slice_from:IPv6} AND source < {slice_to:IPv6}
      AND protocol = 6
      AND (state != 'unknown' OR target_port < source_port)
      AND (target_port IN ports OR application IN ('ssh', 'ftp', 'smtp', 'rdp', 'smb', 'telnet', 'pop3', 'imap', 'mysql', 'sip'))
      -- A log-in was possible: data both ways, or at least more than a handshake.
      AND packets BETWEEN 5 AND 200
      AND state NOT IN ('attempted', 'rejected', 'denied')
    GROUP BY source, target, target_port
    HAVING flows >= {least_tries:UInt32}
  )
SELECT
  source,
  target,
  target_port,
  toUInt8(6) AS protocol,
  round(least(1, 0.5 + 0.2 * log10(flows / {least_tries:UInt32} + 1) + 0.3 * (1 - spread / {most_spread:Float64})), 4) AS score,
  first,
  last,
  flows,
  map('tries', toString(flows), 'octets-each', toString(size), 'packets-each', toString(packets_each), 'spread', toString(round(spread, 3)),
    'densest-seconds', toString(round(densest)), 'application', recognised) AS reasons
FROM (
  SELECT *,
    arrayReduce('quantileExact(0.5)', arrayMap(x -> abs(x - size), sizes)) / greatest(1, size) AS spread,
    -- The shortest time that holds the least number of tries.
    arrayMin(arrayMap((later, earlier) -> later - earlier, arraySlice(times, {least_tries:UInt32}), arraySlice(times, 1, length(times) - {least_tries:UInt32} + 1))) AS densest
  FROM tries
)
WHERE spread <= {most_spread:Float64} AND densest <= {within_seconds:UInt32} AND long <= 120
ORDER BY score DESC, flows DESC, source
LIMIT {most_alerts:UInt32}
