/**
 * A report becomes files in a thread of its own: setting 300 pages takes some seconds, and the hub must go on answering.
 * The same file is both ends: `renderFiles` starts the thread, and in the thread the part at the end does the work.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Paper, paperDocx, paperPdf } from '#platform/paper';
import { paperHtml } from './html.ts';

/** Kinds of files, in the order they are made. */
export const FILE_KINDS = ['html', 'docx', 'pdf'] as const;
/** A file of a report. */
export interface ReportFile {
  readonly kind: (typeof FILE_KINDS)[number];
  readonly name: string;
  readonly bytes: number;
}
/** What the thread says. */
type Told = { readonly file: ReportFile; readonly pages?: number };

/** Writes the three files into `folder` as `name`.html and so on; `told` hears of each as it is done. Gives the files and the pages of the PDF. */
export async function renderFiles(
  paper: Paper,
  folder: string,
  name: string,
  told: (file: ReportFile) => Promise<void> | void = () => {},
): Promise<{ readonly files: readonly ReportFile[]; readonly pages: number }> {
  const files: ReportFile[] = [];
  let pages = 0;
  let telling = Promise.resolve();
  const worker = new Worker(new URL(import.meta.url), { workerData: { paper, folder, name } });
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: Told) => {
      files.push(message.file);
      pages = message.pages ?? pages;
      telling = telling.then(() => told(message.file));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the report’s thread ended with ${code}`))));
  });
  await telling;
  return { files, pages };
}

/** How many pages a PDF of ours has: the largest node of its page tree. */
function pagesOf(pdf: Uint8Array): number {
  const counts = Buffer.from(pdf)
    .toString('latin1')
    .matchAll(/\/Type ?\/Pages[^>]*?\/Count (\d+)|\/Count (\d+)[^>]*?\/Type ?\/Pages/g);
  return Math.max(0, ...[...counts].map((match) => Number(match[1] ?? match[2])));
}

async function work(job: { readonly paper: Paper; readonly folder: string; readonly name: string }): Promise<void> {
  const tell = (kind: ReportFile['kind'], body: Uint8Array | string, pages?: number) => {
    const name = `${job.name}.${kind}`;
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    writeFileSync(join(job.folder, name), body, { mode: 0o600 });
    parentPort?.postMessage({ file: { kind, name, bytes }, ...(pages === undefined ? {} : { pages }) } satisfies Told);
  };
  tell('html', paperHtml(job.paper));
  tell('docx', await paperDocx(job.paper));
  const pdf = paperPdf(job.paper);
  tell('pdf', pdf, pagesOf(pdf));
}

if (!isMainThread && workerData && 'paper' in workerData) await work(workerData);
