import { checkLinks } from './links.ts';
import { checkSizes } from './sizes.ts';
import { checkSqlBlocks } from './sql-blocks.ts';
import { type Checked, checkWalls } from './walls.ts';

/** The checks that read the tree as text. `./kyojo check` runs them, the house tests prove that each can still fail. */
export const checks: Readonly<Record<string, (root: string) => Checked>> = {
  walls: (root) => checkWalls(root),
  'sql-blocks': checkSqlBlocks,
  sizes: (root) => checkSizes(root),
  links: checkLinks,
};
