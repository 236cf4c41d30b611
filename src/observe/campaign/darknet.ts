/** A round out of what the darknet saw: infected devices betray themselves, nobody has to ask them. */
import { found, Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { fillRound, type TakenRound } from './store.ts';

const sql = loadSql(import.meta.url.replace('darknet.ts', 'store.ts'));
const worker = { kind: 'worker' } as const;
const DAY = 86_400_000;

/**
 * Takes the sources that sent Mirai's fingerprint to our sensors on the last `days` whole days as a round of the campaign. "Asked" is
 * then what was watched: addresses of the sensors that heard anything, times days, so that a sensor that fell silent verifies
 * nothing. Refuses a campaign nobody has authorised and days without any sensor.
 */
export async function takeDarknetRound(
  house: House,
  campaign: string,
  days: number,
  actor: string,
): Promise<TakenRound> {
  const one = found(
    await house.db.as(worker, (q) => q.one<{ name: string; state: string }>(sql('one'), { id: campaign })),
    'observe.campaign-unknown',
  );
  if (one.state !== 'authorised') throw new Refusal('observe.campaign-not-authorised', { name: one.name }, 409);
  const today = house.clock().getTime();
  const on = (back: number) => new Date(today - back * DAY).toISOString().slice(0, 10);
  const span = { from: on(days), to: on(1) };
  const inSpan = 'day >= {from:Date} AND day <= {to:Date}';
  const heard = await house.columns.query<{ sensor: string; days: number }>(
    `SELECT sensor, uniqExact(day) AS days FROM observe.darknet_source WHERE ${inSpan} GROUP BY sensor`,
    span,
  );
  const sensors = await house.db.as(worker, (q) => q.rows<{ name: string; addresses: number }>(sql('sensors')));
  const size = new Map(sensors.map(({ name, addresses }) => [name, Number(addresses)]));
  const asked = heard.reduce((sum, row) => sum + Number(row.days) * (size.get(row.sensor) ?? 0), 0);
  if (asked === 0) throw new Refusal('observe.sensor-none', {}, 409);
  // The day it ends on names it: the same span taken twice is one round.
  const about = {
    name: `darknet ${span.from} – ${span.to}`,
    digest: `darknet ${span.from} ${span.to}`,
    source: 'darknet',
    actor,
  } as const;
  return fillRound(house, campaign, about, async (place) => {
    await house.columns.command(
      `INSERT INTO observe.survey_hit (campaign, round, at, ip, port, device, product, result)
       SELECT {campaign:UUID}, {round:UInt16}, max(last), source, 0, '', '', 'infected' FROM observe.darknet_source
       WHERE ${inSpan} AND direction = 'scan' AND tool = 'mirai' AND NOT dictHas('observe.survey_prefix', tuple(source)) GROUP BY source`,
      { ...place, ...span },
    );
    await house.columns.insert('observe.survey_asked', [{ ...place, asked }]);
    return 0;
  });
}
