/** nfcapd's files, through the field's own tool: their format changes from release to release, `nfdump` reads them all. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { nfdumpFormat } from './other-logs.ts';
import { BrokenFile } from './recognise.ts';

export { nfdumpFlows, nfdumpForm } from './other-logs.ts';

/** The flows of a file as lines. The stream fails when `nfdump` is not installed or cannot read the whole file. */
export function nfdumpLines(file: string): Readable {
  const out = new PassThrough();
  const child = spawn('nfdump', ['-q', '-6', '-N', '-r', file, '-o', nfdumpFormat], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-500);
  });
  child.on('error', (error) =>
    out.destroy(new Error('nfdump is not installed; it reads files of nfcapd', { cause: error })),
  );
  child.stdout.pipe(out, { end: false });
  child.on('close', (code) => {
    // Of a file that breaks off it gives the blocks before, says so on its error stream, and ends with 0.
    if (code === 0 && !/short read|error|corrupt|unexpected|invalid/i.test(said)) out.end();
    else out.destroy(new BrokenFile(`nfdump says: ${said.trim().replace(/\s+/g, ' ') || `code ${code}`}`));
  });
  return out;
}
