import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { composeReport } from '../report-paper/compose.ts';
import { gatherReport } from './gather.ts';
import { FILE_KINDS, type ReportFile, renderFiles } from './render.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

/** Where the files of reports lie. */
export function reportFolder(house: Pick<House, 'folder'>): string {
  return house.folder.folder('reports');
}

/** A report being made, as its page shows it. */
export interface Run {
  readonly id: string;
  readonly year: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly percent: number;
  readonly step: string;
  readonly pages: number | null;
  readonly files: readonly ReportFile[];
  readonly fault: string;
  readonly askedAt: Date;
  readonly doneAt: Date | null;
}

/** Steps a person can follow; gathering and composing take a moment, setting the pages takes the rest. */
const STEPS = { gather: 5, compose: 15, html: 30, docx: 55, pdf: 95 } as const;

/** Makes a report in the background; a run that ended is not made again. */
export const makeReport = job({
  name: 'improve.make-report',
  schema: z.object({ run: z.uuid() }),
  tries: 2,
  handle: (house, { run }) => runReport(house, run),
});

/** Asks for the report of a year, in the caller's transaction. Gives the run's id. */
export async function askReport(house: House, q: Queries, year: number, actor: string): Promise<string> {
  const id = await keepRun(house, q, year, actor);
  await house.jobs.enqueue(q, makeReport, { run: id });
  return id;
}

async function keepRun(house: House, q: Queries, year: number, actor: string): Promise<string> {
  const row = await q.one<{ id: string }>(sql('ask'), { year, by: actor, now: house.clock() });
  if (!row) throw new Error('a report was not kept');
  await appendFact(house, q, {
    kind: 'plan-report.asked',
    subject: `plan-report:${row.id}`,
    actor,
    handling: 'TLP:GREEN',
    data: { year },
  });
  return row.id;
}

/** Makes the report of a year now, without the queue: for the command line. Gives the finished run. */
export async function reportNow(house: House, year: number, say: (line: string) => void = () => {}): Promise<Run> {
  const id = await house.db.as(worker, (q) => keepRun(house, q, year, 'job:report'));
  await runReport(house, id, say);
  const run = await house.db.as(worker, (q) => q.one<Run>(sql('one'), { id }));
  if (!run) throw new Error('a report was lost');
  return run;
}

async function runReport(house: House, id: string, say: (line: string) => void = () => {}): Promise<void> {
  const begun = await house.db.as(worker, (q) => q.one<{ year: number; person: string }>(sql('begin'), { id }));
  if (!begun) return;
  const at = async (step: keyof typeof STEPS) => {
    say(`${STEPS[step]} % ${step}`);
    await house.db.as(worker, (q) => q.run(sql('progress'), { id, step, percent: STEPS[step] }));
  };
  try {
    await at('gather');
    const content = await gatherReport(house, begun.year);
    await at('compose');
    const paper = composeReport(content);
    const next = { html: 'docx', docx: 'pdf', pdf: 'pdf' } as const;
    await at('html');
    const { files, pages } = await renderFiles(paper, reportFolder(house), `${begun.year}-${id}`, (file) =>
      at(next[file.kind]),
    );
    await house.db.as(worker, async (q) => {
      await q.run(sql('done'), { id, pages, files: JSON.stringify(files), now: house.clock() });
      await appendFact(house, q, {
        kind: 'plan-report.made',
        subject: `plan-report:${id}`,
        actor: begun.person,
        handling: 'TLP:CLEAR',
        data: { year: begun.year, pages, files, untilFact: content.lastFact },
      });
      for (const old of await q.rows<{ files: readonly ReportFile[] }>(sql('older'), { year: begun.year, id }))
        for (const file of old.files) rmSync(join(reportFolder(house), file.name), { force: true });
    });
  } catch (error) {
    const fault = error instanceof Refusal ? error.code : (error as Error).message;
    await house.db.as(worker, (q) => q.run(sql('failed'), { id, fault: fault.slice(0, 400), now: house.clock() }));
    if (!(error instanceof Refusal)) house.log.error('improve: a report could not be made', { run: id, reason: fault });
  }
}

/** Kinds of files as an address may name them. */
export const FileKind = z.enum(FILE_KINDS);
