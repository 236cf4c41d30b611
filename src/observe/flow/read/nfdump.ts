/** nfcapd's files, through the field's own tool: their format changes from release to release, `nfdump` reads them all. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { nfdumpFormat } from './other-logs.ts';

export { nfdumpFlows, nfdumpForm } from './other-logs.ts';

/** The flows of a file as lines. The stream fails when `nfdump` is not installed or cannot read the file. */
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
    if (code === 0) out.end();
    else out.destroy(new Error(`nfdump ended with ${code}: ${said.trim()}`));
  });
  return out;
}
