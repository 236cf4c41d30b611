import { existsSync } from 'node:fs';
import { importPlan } from '#improve';

/** Reads the yearly plan and prints counts and doubtful places. */
export async function importPlanFile(file: string | undefined): Promise<number> {
  if (!file || !existsSync(file)) {
    console.error('kyojo: import which plan? ./kyojo import plan FILE');
    return 2;
  }
  importPlan(file, console.log);
  return 0;
}
