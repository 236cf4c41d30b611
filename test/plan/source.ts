/** The published documents, where they lie beside the project; tests on them skip loudly when they are not there. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Path of a file of the project from its root. */
export function inProject(path: string): string {
  return join(ROOT, path);
}

/** Text of a published document by its file name; null (and a loud line) when it is not on this machine. */
export function readSource(name: string): string | null {
  const path = join(ROOT, '..', 'shared', 'source', name);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  console.warn(`SKIPPED: the published document ${name} is not beside the project; nothing was re-derived from it`);
  return null;
}

/** The yearly report 「サイバーセキュリティ2020」. */
export const YEARLY_REPORT = '002_a2ddd130abc2be15.txt';
