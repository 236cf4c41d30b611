/** The plan that ships with the product goes into the tables at the first start, and again when a release brings it changed. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendFact } from '#platform/facts';
import { productRoot } from '#platform/files';
import type { House } from '#platform/house';
import { makeHubIndicators } from '../cycle-indicator/refresh.ts';
import { type PlanContent, shippedFigures, shippedIndicators, shippedPlan, shippedStrategy } from './content.ts';
import { type Loaded, lastShipped, takeIndicators, takePlan } from './store.ts';

const worker = { kind: 'worker' } as const;

/** Takes the shipped plan unless these very data were taken before; gives what was done, or undefined. */
export async function takeShippedPlan(house: House, always = false): Promise<Loaded | undefined> {
  const content = shippedPlan();
  const beside = { strategy: shippedStrategy(), figures: shippedFigures() };
  const indicators = shippedIndicators();
  const hash = createHash('sha256')
    .update(JSON.stringify([content, beside, indicators]))
    // The portal is taken in after the plan: a release that changes only its initiatives must not be passed over.
    .update(readFileSync(join(productRoot, 'data/portal/initiatives.jsonl')))
    .digest('hex');
  return house.db.as(worker, async (q) => {
    if (!always && (await lastShipped(q)) === hash) return undefined;
    const loaded = await takePlan(house, q, content, beside, 'job:start');
    await takeIndicators(q, indicators, house.clock());
    await makeHubIndicators(q, house.clock());
    await appendFact(house, q, {
      kind: 'plan.loaded',
      subject: 'plan:shipped',
      actor: 'job:start',
      handling: 'TLP:CLEAR',
      data: { hash },
    });
    return loaded;
  });
}

/** Takes a report that was read from a file; the strategy's reading stays the shipped one. */
export async function takeReadPlan(house: House, content: PlanContent, actor: string): Promise<Loaded> {
  const beside = { strategy: shippedStrategy(), figures: [] };
  return house.db.as(worker, (q) => takePlan(house, q, content, beside, actor));
}
