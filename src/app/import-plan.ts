import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { importPlan, readPlanText, takeReadPlan, takeShippedPlan } from '#improve';
import { readConfig } from '#platform/config';
import { refuseUnknown, refuseUnreadable } from './given.ts';
import { openHouse } from './house.ts';

/**
 * `import plan FILE [--look]` reads a yearly plan, prints counts per section and every doubtful place with its line, and takes it into the
 * tables (`--look`: only prints). Without a file the plan that ships with the product is taken again. Twice is as once.
 */
export async function importPlanFile(args: readonly string[]): Promise<number> {
  const file = args.find((arg) => !arg.startsWith('--'));
  refuseUnknown(args, ['--look']);
  if (file) refuseUnreadable([file]);
  const read = file ? importPlan(file, console.log) : undefined;
  if (read && read.measures.length === 0) {
    console.error('kyojo: no measures of a yearly plan were found in it; nothing was changed');
    return 1;
  }
  if (args.includes('--look')) return 0;
  const open = await openHouse(readConfig({ KYOJO_LOG: 'warn', ...process.env }));
  try {
    const shipped = await takeShippedPlan(open.house, !file);
    const loaded = file
      ? await takeReadPlan(open.house, readPlanText(readFileSync(file, 'utf8'), basename(file)), 'job:import')
      : shipped;
    if (loaded)
      console.log(
        `taken in: FY${loaded.years.join(', FY')}: ${loaded.measures} measures, ${loaded.results} results, ${loaded.links} links, ${loaded.deadlines} deadlines, ${loaded.flags} flags`,
      );
    return 0;
  } finally {
    await open.close();
  }
}
