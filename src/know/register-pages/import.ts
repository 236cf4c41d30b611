/** A file of organisations on its way in: chosen, looked at with its faults, taken over; and the routing table. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { job } from '#platform/jobs';
import { sheetWords } from '#platform/sheet';
import { id, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { findImport, previewImport, readOrganisations, takeImport } from '../register/import.ts';
import { loadRoutingTable } from '../register/routing-table.ts';
import { refusals } from '../words.ts';
import { importPage, previewPage } from './import.html.ts';

route({
  method: 'GET',
  path: '/organisations/import',
  permission: 'operator',
  handle: async (c) => importPage({ page: c.view, error: undefined }),
});

route({
  method: 'POST',
  path: '/organisations/import',
  permission: 'operator',
  form: z.object({ file: z.instanceof(File) }),
  async handle(c) {
    try {
      const { rows, faults } = readOrganisations(new Uint8Array(await c.form.file.arrayBuffer()), c.form.file.name);
      const made = await c.as((q) =>
        previewImport(q, { name: c.form.file.name, rows, faults, person: c.person?.id ?? '', now: c.now }),
      );
      return redirect(`/organisations/import/${made}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const entry: Entry = (sheetWords as Readonly<Record<string, Entry>>)[error.code] ??
        refusals[error.code] ?? { ja: error.code, en: error.code };
      return importPage({
        page: c.view,
        error: say(
          entry,
          c.language,
          Object.fromEntries(Object.entries(error.facts).filter(([name]) => entry.ja.includes(`{${name}`))),
        ),
      });
    }
  },
});

route({
  method: 'GET',
  path: '/organisations/import/:id',
  permission: 'operator',
  params: z.object({ id }),
  query: z.object({ added: z.coerce.number().int().optional(), updated: z.coerce.number().int().optional() }),
  async handle(c) {
    const preview = found(await c.as((q) => findImport(q, c.params.id)), 'know.import-unknown');
    return previewPage({
      page: c.view,
      preview,
      taken: c.query.added === undefined ? undefined : { added: c.query.added, updated: c.query.updated ?? 0 },
    });
  },
});

route({
  method: 'POST',
  path: '/organisations/import/:id',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const sum = await c.as((q) => takeImport(c.house, q, c.params.id, c.actor));
    return redirect(`/organisations/import/${c.params.id}?added=${sum.added}&updated=${sum.updated}`);
  },
});

/** Loading the routing table takes a while: it happens in the background. */
export const loadRoutingTableJob = job({
  name: 'know.load-routing-table',
  schema: z.object({ actor: z.string() }),
  async handle(house, { actor }) {
    await loadRoutingTable(house, actor);
    await house.db.as({ kind: 'worker' }, (q) =>
      appendFact(house, q, { kind: 'routing-table.loaded', subject: 'routing-table:all', actor }),
    );
  },
});

route({
  method: 'POST',
  path: '/organisations/routing-table',
  permission: 'operator',
  async handle(c) {
    await c.as((q) => c.house.jobs.enqueue(q, loadRoutingTableJob, { actor: c.actor }, { key: 'all' }));
    return redirect('/organisations?routes=loading');
  },
});
