-- detector: common-destination
-- version: 1
-- accuses: target
-- role: command-server
--
-- Devices that are known to be infected (from reports, the darknet, a survey) have something in common: the server they all
-- talk to. For each (target, port) the share of infected devices that talk to it is compared with the share of all other
-- devices. Popular services are talked to by everybody and cancel out; the score is the log-likelihood ratio of the two
-- shares (G test), so that three of three say less than thirty of forty.
-- The infected are entries of kind 'infected' in `observe.flow_indicator`.
--
-- parameter: least_infected UInt32 = 3 -- infected devices that talk to the target
-- parameter: least_lift Float64 = 5 -- share among the infected over share among the others
-- parameter: least_score Float64 = 0.5
-- parameter: most_alerts UInt32 = 500
-- literature: Karasaridis, Rexroad and Hoeflin, Wide-scale Botnet Detection and Characterization (HotBots 2007); Dunning, Accurate
-- literature: Methods for the Statistics of Surprise and Coincidence (1993) for the G test.
WITH
  infected AS (
    SELECT DISTINCT address FROM observe.flow_indicator FINAL WHERE kind = 'infected' AND until >= {from:DateTime64(3)}
  ),
  met AS (
    SELECT target, target_port, protocol, uniqExact(source) AS infected_here, min(at) AS first, max(at) AS last, count() AS flows
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND source IN (SELECT address FROM infected)
      AND protocol IN (6, 17)
      AND (state != 'unknown' OR target_port < source_port)
    GROUP BY target, target_port, protocol
    HAVING infected_here >= {least_infected:UInt32}
  ),
  others AS (
    SELECT target, target_port, protocol, uniq(source) AS others_here
    FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND target IN (SELECT target FROM met)
      AND protocol IN (6, 17)
      AND (state != 'unknown' OR target_port < source_port)
      AND source NOT IN (SELECT address FROM infected)
    GROUP BY target, target_port, protocol
  ),
  (SELECT count() FROM infected) AS infected_all,
  (SELECT uniq(source) FROM observe.flow
    WHERE at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND ({feed:String} = '' OR feed = {feed:String})
      AND source NOT IN (SELECT address FROM infected) AND (state != 'unknown' OR target_port < source_port)) AS others_all,
  scored AS (
    SELECT
      target, target_port, protocol, first, last, flows, infected_here, others_here,
      (infected_here + 0.5) / (infected_all + 1) AS share_infected,
      (others_here + 0.5) / (others_all + 1) AS share_others,
      (infected_here + others_here) / (infected_all + others_all) AS share_all,
      -- Twice the logarithm of how much better two shares explain the counts than one.
      2 * (infected_here * log(greatest(1e-12, (infected_here / infected_all) / share_all))
        + (infected_all - infected_here) * log(greatest(1e-12, (1 - infected_here / infected_all + 1e-9) / (1 - share_all)))
        + others_here * log(greatest(1e-12, (others_here / greatest(1, others_all)) / share_all + 1e-12))
        + (others_all - others_here) * log(greatest(1e-12, (1 - others_here / greatest(1, others_all) + 1e-9) / (1 - share_all)))) AS surprise
    FROM met
    LEFT JOIN others USING (target, target_port, protocol)
  )
SELECT
  toIPv6('::') AS source,
  target,
  target_port,
  protocol,
  round(1 - exp(-surprise / 40), 4) AS score,
  first,
  last,
  flows,
  map('infected', toString(infected_here), 'of-infected', toString(infected_all), 'others', toString(others_here),
    'lift', toString(round(share_infected / share_others, 1)), 'surprise', toString(round(surprise, 1))) AS reasons
FROM scored
WHERE share_infected / share_others >= {least_lift:Float64} AND score >= {least_score:Float64}
ORDER BY score DESC, infected_here DESC, target, target_port
LIMIT {most_alerts:UInt32}
