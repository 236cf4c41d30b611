/** The number tables of the documents (data/plan/figures) and the lines they were read from, read once. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { productRoot } from '#platform/files';
import { Figure } from '../figures/index.ts';

let read: readonly Figure[] | undefined;

/** All figures by title. */
export function figures(): readonly Figure[] {
  const folder = join(productRoot, 'data/plan/figures');
  read ??= readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => Figure.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .sort((a, b) => (a.title.ja < b.title.ja ? -1 : 1));
  return read;
}

/** One figure, or undefined. */
export function findFigure(id: string): Figure | undefined {
  return figures().find((one) => one.id === id);
}

/** Stored in data/portal. A line of a published document that a figure cites. */
const SourceLine = z.strictObject({ document: z.string(), line: z.int(), text: z.string() });
let lines: ReadonlyMap<number, string> | undefined;

/** The cited lines of document 002, by their number; what no figure cites is not kept here. */
export function sourceLines(): ReadonlyMap<number, string> {
  lines ??= new Map(
    readFileSync(join(productRoot, 'data/portal/source-lines.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => SourceLine.parse(JSON.parse(line)))
      .map(({ line, text }) => [line, text]),
  );
  return lines;
}
