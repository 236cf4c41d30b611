-- detector: dga-dns
-- version: 1
-- accuses: source
-- role: infected
--
-- Malware that computes its server's name anew every day asks for many names that do not exist. For each client: how many
-- different names failed (NXDOMAIN), what share of its different names that is, and how little the failed names look like
-- language. The last is measured against the names that do resolve in the same data: the frequency of letter pairs is learned
-- from them, so that the measure needs no word list and fits the country. Names below one parent that fail in great numbers
-- (mistyped search domains, blocked lists, reverse look-ups) count once per parent.
--
-- parameter: least_failed UInt32 = 10 -- different registered names that failed
-- parameter: least_share Float64 = 0.3 -- of the client's different names
-- parameter: least_score Float64 = 0.5
-- parameter: most_alerts UInt32 = 500
-- literature: Antonakakis et al., From Throw-Away Traffic to Bots (USENIX Security 2012); Yadav et al., Detecting
-- literature: Algorithmically Generated Malicious Domain Names (IMC 2010); Schiavoni et al., Phoenix (DIMVA 2014).
WITH
  asked AS (
    SELECT client, at, name, code,
      cutToFirstSignificantSubdomain(name) AS registered,
      splitByChar('.', registered)[1] AS label
    FROM observe.flow_dns
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND registered != '' AND NOT endsWith(name, '.arpa') AND NOT endsWith(name, '.local')
  ),
  language AS (
    SELECT pair, log((count() + 0.5) / sum(count()) OVER ()) AS weight
    FROM (SELECT arrayJoin(ngrams(label, 2)) AS pair FROM (SELECT DISTINCT label FROM asked WHERE code = 'NOERROR' AND length(label) >= 4))
    GROUP BY pair
  ),
  (SELECT CAST(groupArray((pair, weight)), 'Map(String, Float64)') FROM language) AS weights,
  labels AS (
    SELECT label,
      arrayAvg(p -> if(mapContains(weights, p), weights[p], -11.), ngrams(label, 2)) AS likeness,
      -- Distance from what is usual for names that resolve.
      length(label) AS letters
    FROM (SELECT DISTINCT label FROM asked WHERE length(label) >= 4)
  ),
  (SELECT (quantileExact(0.5)(likeness), greatest(0.3, quantileExact(0.5)(abs(likeness + 6.5)))) FROM labels
    WHERE label IN (SELECT label FROM asked WHERE code = 'NOERROR')) AS usual,
  clients AS (
    SELECT
      client,
      uniqExactIf(registered, code = 'NXDOMAIN') AS failed,
      uniqExact(registered) AS names,
      min(at) AS first,
      max(at) AS last,
      countIf(code = 'NXDOMAIN') AS flows,
      avgIf(likeness, code = 'NXDOMAIN') AS failed_likeness,
      avgIf(letters, code = 'NXDOMAIN') AS failed_letters,
      arraySlice(arraySort(groupUniqArrayIf(20)(registered, code = 'NXDOMAIN')), 1, 5) AS examples
    FROM asked
    INNER JOIN labels USING label
    GROUP BY client
  )
SELECT
  client AS source,
  toIPv6('::') AS target,
  toUInt16(53) AS target_port,
  toUInt8(17) AS protocol,
  round(least(1, 0.35 * least(1, failed / (5 * {least_failed:UInt32})) + 0.25 * failed / names
    + 0.4 * least(1, greatest(0, (usual.1 - failed_likeness) / 2))), 4) AS score,
  first,
  last,
  flows,
  map('failed-names', toString(failed), 'names', toString(names), 'share', toString(round(failed / names, 3)),
    'likeness', toString(round(failed_likeness, 2)), 'usual-likeness', toString(round(usual.1, 2)),
    'letters', toString(round(failed_letters, 1)), 'examples', arrayStringConcat(examples, ' ')) AS reasons
FROM clients
WHERE failed >= {least_failed:UInt32} AND failed / names >= {least_share:Float64} AND score >= {least_score:Float64}
ORDER BY score DESC, failed DESC, source
LIMIT {most_alerts:UInt32}
