import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { receiveReport } from '#observe';
import { readConfig } from '#platform/config';
import { refuseUnknown, refuseUnreadable } from './given.ts';
import { openHouse } from './house.ts';

/**
 * `import FILE… [--feed ID]` takes reports in through the same door as every other way; `import plan FILE` reads the yearly plan,
 * prints what it found and takes it in. Where no hub runs, this process works the reports off itself before it ends.
 */
export async function importFile(args: readonly string[]): Promise<number> {
  if (args[0] === 'plan') return (await import('./import-plan.ts')).importPlanFile(args.slice(1));
  if (args[0] === 'flows') return (await import('./collect.ts')).importFlows(args.slice(1));
  if (args[0] === 'darknet') return (await import('./collect.ts')).importDarknet(args.slice(1));
  if (args[0] === 'survey') return (await import('./collect.ts')).importSurvey(args.slice(1));
  const at = args.indexOf('--feed');
  const feed = at >= 0 ? (args[at + 1] ?? '') : 'shadowserver';
  const files = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  refuseUnknown(args, ['--feed']);
  if (files.length === 0) {
    console.error('kyojo: import which file? ./kyojo import FILE [--feed ID]');
    return 2;
  }
  refuseUnreadable(files);
  const open = await openHouse(readConfig({ KYOJO_LOG: 'warn', ...process.env }));
  try {
    await open.house.jobs.work(open.house);
    const batches: string[] = [];
    for (const file of files) {
      const receipt = await receiveReport(open.house, {
        feed,
        name: basename(file),
        origin: 'file',
        body: createReadStream(file),
      });
      batches.push(receipt.batchId);
      console.log(
        `${basename(file)}: ${receipt.again ? 'had been taken in before' : 'taken in'} (${receipt.bytes.toLocaleString('en')} bytes, report ${receipt.batchId})`,
      );
    }
    return await report(open, batches);
  } finally {
    await open.close();
  }
}

/** Waits until the reports are through and says what became of them. */
async function report(open: Awaited<ReturnType<typeof openHouse>>, batches: readonly string[]): Promise<number> {
  const { batchOf } = await import('#observe');
  let refused = 0;
  for (const id of batches) {
    let batch = await batchOf(open.house, id);
    while (batch && !['applied', 'refused'].includes(batch.state)) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      batch = await batchOf(open.house, id);
    }
    console.log(
      `${batch?.name}: ${batch?.state === 'refused' ? 'could not be read' : `${batch?.rowsRead.toLocaleString('en')} observations, ${batch?.rowsQuarantined.toLocaleString('en')} rows laid aside`}`,
    );
    if (batch?.state === 'refused') refused++;
  }
  return refused > 0 ? 1 : 0;
}
