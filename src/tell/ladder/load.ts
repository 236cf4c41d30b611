import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { productRoot } from '#platform/files';
import { type Rung, ways } from './decide.ts';

const days = z.number().int().min(0).max(365);
const Ladder = z.object({
  version: z.number().int().positive(),
  rungs: z.array(z.object({ way: z.enum(ways), waitDays: z.tuple([days, days, days, days, days]) })).min(1),
});

let read: readonly Rung[] | undefined;

/** The ladder of `content/ladders/standard.yaml`, read once. Refuses (ZodError) a file that says something unknown. */
export function ladder(): readonly Rung[] {
  read ??= Ladder.parse(parse(readFileSync(join(productRoot, 'content/ladders/standard.yaml'), 'utf8'))).rungs;
  return read;
}
