import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reportFolder, reportNow, takeShippedPlan } from '#improve';
import { readConfig } from '#platform/config';
import { openHouse } from './house.ts';

/** `report YEAR [--out=FOLDER]`: the yearly report as HTML, Word and PDF, written into the folder (this one unless said). */
export async function report(args: readonly string[]): Promise<number> {
  const year = Number(args.find((arg) => /^\d{4}$/.test(arg)));
  const out = resolve(args.find((arg) => arg.startsWith('--out='))?.slice('--out='.length) ?? '.');
  if (!Number.isInteger(year)) {
    console.error('kyojo: the report of which year? ./kyojo report 2020');
    return 2;
  }
  const began = performance.now();
  const open = await openHouse(readConfig({ KYOJO_LOG: 'warn', ...process.env }));
  try {
    await takeShippedPlan(open.house);
    const run = await reportNow(open.house, year, (line) => console.log(`  ${line}`));
    if (run.state !== 'done') {
      console.error(
        run.fault === 'improve.year-unknown'
          ? `kyojo: there is no plan for ${year}; import one with ./kyojo import plan FILE`
          : `kyojo: the report could not be made: ${run.fault}`,
      );
      return 1;
    }
    mkdirSync(out, { recursive: true });
    for (const file of run.files) {
      const path = join(out, `kyojo-plan-${year}.${file.kind}`);
      copyFileSync(join(reportFolder(open.house), file.name), path);
      console.log(`${path} (${file.bytes.toLocaleString('en')} bytes)`);
    }
    console.log(`${run.pages} pages in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return 0;
  } finally {
    await open.close();
  }
}
