/** What the feeds know becomes what the detectors know: command servers by address and name, and infected devices. */
import { z } from 'zod';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';

/** Every hour: observations of the last day that name command servers or infected devices; saying one twice changes nothing. */
export const learnIndicators = job({
  name: 'observe.learn-indicators',
  schema: z.object({}),
  every: '7 * * * *',
  handle: (house) => learn(house),
});

/** Brings them in now. Reports of our own stay out: a detector must not be its own witness. */
export async function learn(house: House): Promise<void> {
  const params = { since: new Date(house.clock().getTime() - 26 * 3_600_000) };
  const from = "FROM observe.observation WHERE received_at >= {since:DateTime64(3)} AND NOT startsWith(feed, 'kyojo-')";
  for (const select of [
    `SELECT 'address' AS k, ip AS a, port AS p, any(malware) AS n, feed AS l, max(observed_at) + INTERVAL 30 DAY AS u ${from}
       AND type = 'c2-server' AND ip != toIPv6('::') GROUP BY a, p, l`,
    `SELECT 'name' AS k, toIPv6('::') AS a, 0 AS p, lower(domain) AS n, feed AS l, max(observed_at) + INTERVAL 30 DAY AS u ${from}
       AND type = 'c2-server' AND domain != '' GROUP BY n, l`,
    `SELECT 'infected' AS k, ip AS a, 0 AS p, any(malware) AS n, feed AS l, max(observed_at) + INTERVAL 7 DAY AS u ${from}
       AND type = 'infected-system' AND ip != toIPv6('::') GROUP BY a, l`,
  ])
    await house.columns.command(
      `INSERT INTO observe.flow_indicator (kind, address, port, name, list, until) SELECT k, a, p, n, l, u FROM (${select})`,
      params,
    );
}
