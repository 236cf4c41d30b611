import { join } from 'node:path';
import { productRoot } from '#platform/files';
import { runCorpora } from './corpora/index.ts';
import { refuseUnknown } from './given.ts';

/** `corpora [--dir DIR] [--failures] [NAME…]`: other people's test cases, by default from `../shared/corpora` beside the product. */
export function corpora(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--dir');
  const dir = at >= 0 ? (args[at + 1] ?? '') : join(productRoot, '../shared/corpora');
  refuseUnknown(args, ['--dir', '--failures']);
  const only = args.filter((arg, index) => !arg.startsWith('--') && (at < 0 || index !== at + 1));
  return runCorpora({ dir, failures: args.includes('--failures'), ...(only.length > 0 ? { only } : {}) });
}
