import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { html, type Markup, nothing } from '#platform/html';
import { banner, button, buttons, chip, form, page, postButton, section, table } from '#platform/page';
import { sheetWords } from '#platform/sheet';
import { id, redirect, route } from '#platform/web';
import { type Entry, type Language, say } from '#platform/words';
import { dropImport, keepImport, type Preview, previewImport, takeImport } from '../asset/import.ts';
import { refusals } from '../asset/words.ts';
import { titles } from '../asset-sheet/columns.ts';
import { type AssetReading, readAssets } from '../asset-sheet/import.ts';
import { type AssetRow, assetKinds } from '../asset-sheet/row.ts';
import { faultWords, kindNames } from '../asset-sheet/words.ts';
import { dayOf } from '../day/index.ts';
import { mine, Organisation } from '../task/mine.ts';
import { acting, baseOf, type Mine } from './acting.ts';
import { words } from './import-words.ts';
import { words as assetWords } from './words.ts';

const Import = Organisation.extend({ import: id });
const SHOWN = 50;

function choosePage(c: Mine, error: string | undefined): Markup {
  const { language } = c;
  const { organisation, kicker } = baseOf(c);
  return page({
    ...c.view,
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    kicker,
    narrow: true,
    breadcrumb: [{ href: `/inventory/${organisation}`, label: say(assetWords.nav, language) }],
    main: html`${form.form({
      language,
      action: `/inventory/${organisation}/import`,
      files: true,
      errors: error ? [{ name: 'file', text: error }] : [],
      body: html`${form.file({ language, name: 'file', label: say(words.file, language), hint: say(words.fileHint, language), accept: '.xlsx,.csv,.tsv,.txt,.xml', required: true, error })}${form.select(
        {
          language,
          name: 'kind',
          label: say(words.kind, language),
          blank: say(words.kindAuto, language),
          choices: assetKinds.map((value) => ({ value, label: say(kindNames[value], language) })),
        },
      )}${button({ text: say(words.read, language) })}`,
    })}<p><a href="/inventory/empty-sheet">${say(words.template, language)}</a></p>`,
  });
}

/** Says why a file was refused whole. */
function sentence(refusal: Refusal, language: Language): string {
  const entry: Entry = (sheetWords as Readonly<Record<string, Entry>>)[refusal.code] ??
    (refusals as Readonly<Record<string, Entry>>)[refusal.code] ?? { ja: refusal.code, en: refusal.code };
  return say(
    entry,
    language,
    Object.fromEntries(
      Object.entries(refusal.facts)
        .filter(([name]) => entry.ja.includes(`{${name}`))
        .map(([name, value]) => [name, String(value)]),
    ),
  );
}

route({
  method: 'GET',
  path: '/inventory/:organisation/import',
  permission: 'member',
  params: Organisation,
  handle: async (c) => choosePage(c, undefined),
});

route({
  method: 'POST',
  path: '/inventory/:organisation/import',
  permission: 'member',
  params: Organisation,
  form: z.object({
    file: z.instanceof(File).optional().catch(undefined),
    kind: z.enum(assetKinds).optional().catch(undefined),
  }),
  async handle(c) {
    mine(c);
    const { file, kind } = c.form;
    if (!file || file.size === 0) return choosePage(c, say(words.noFile, c.language));
    let reading: AssetReading;
    try {
      reading = readAssets(new Uint8Array(await file.arrayBuffer()), { name: file.name, ...(kind ? { kind } : {}) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return choosePage(c, sentence(error, c.language));
    }
    const made = await acting(c, (act) => keepImport(act, file.name, reading, c.person?.id ?? ''));
    return redirect(`/inventory/${c.params.organisation}/import/${made}`);
  },
});

route({
  method: 'GET',
  path: '/inventory/:organisation/import/:import',
  permission: 'member',
  params: Import,
  query: z.object({
    added: z.coerce.number().int().min(0).optional(),
    updated: z.coerce.number().int().min(0).optional(),
  }),
  async handle(c) {
    const preview = found(
      await acting(c, ({ q, organisation }) => previewImport(q, organisation, c.params.import, dayOf(c.now))),
      'know.asset-import-unknown',
    );
    return previewPage(c, preview, c.query);
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/import/:import/take',
  permission: 'member',
  params: Import,
  async handle(c) {
    const sum = await acting(c, (act) => takeImport(act, c.params.import, dayOf(c.now)));
    return redirect(
      `/inventory/${c.params.organisation}/import/${c.params.import}?added=${sum.added}&updated=${sum.changed}`,
    );
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/import/:import/drop',
  permission: 'member',
  params: Import,
  async handle(c) {
    await acting(c, (act) => dropImport(act, c.params.import));
    return redirect(`/inventory/${c.params.organisation}/import/${c.params.import}`);
  },
});

function previewPage(
  c: Mine,
  preview: Preview,
  taken: { readonly added?: number | undefined; readonly updated?: number | undefined },
): Markup {
  const { language } = c;
  const { organisation, kicker } = baseOf(c);
  const base = `/inventory/${organisation}`;
  const count = (kind: string) => preview.changes.filter((change) => change.kind === kind).length;
  const { told } = preview;
  const isOpen = preview.state === 'preview';
  const useful = count('new') + count('changed') > 0;
  const notes = [
    ...(told.encoding ? [say(words.encoding, language, { code: told.encoding })] : []),
    ...(told.unknown.length > 0 ? [say(words.unknown, language, { list: told.unknown.join('、') })] : []),
    ...(told.formulas > 0 ? [say(words.formulas, language, { count: told.formulas })] : []),
    ...(preview.claims.length > 0 ? [say(words.claims, language, { count: preview.claims.length })] : []),
  ];
  return page({
    ...c.view,
    title: say(words.previewTitle, language),
    heading: preview.name,
    kicker: html`${kicker} ${say(words.previewTitle, language)}`,
    breadcrumb: [
      { href: base, label: say(assetWords.nav, language) },
      { href: `${base}/import`, label: say(words.title, language) },
    ],
    alerts:
      preview.state === 'taken'
        ? banner({
            language,
            tone: 'good',
            live: true,
            title: say(words.taken, language, { added: taken.added ?? 0, changed: taken.updated ?? 0 }),
            actions: html`<a href="${base}">${say(assetWords.title, language)}</a>`,
          })
        : preview.state === 'dropped'
          ? banner({ language, tone: 'info', live: true, title: say(words.dropped, language) })
          : nothing,
    main: isOpen
      ? html`${banner({
          language,
          tone: preview.faultCount > 0 || !useful ? 'warn' : 'good',
          title: told.isWithoutName
            ? say(words.noName, language)
            : useful
              ? say(words.good, language, {
                  rows: told.rows,
                  fresh: count('new'),
                  changed: count('changed'),
                  same: count('same'),
                })
              : say(words.nothing, language),
          ...(preview.faultCount > 0 ? { body: say(words.faults, language, { count: preview.faultCount }) } : {}),
        })}${notes.map((note) => html`<p class="note">${note}</p>`)}${buttons([
          ...(useful
            ? [postButton({ action: `${base}/import/${preview.id}/take`, text: say(words.take, language) })]
            : []),
          postButton({ action: `${base}/import/${preview.id}/drop`, text: say(words.drop, language), kind: 'sub' }),
        ])}${faultTable(preview, language)}${changeTable(preview, language)}`
      : nothing,
  });
}

function faultTable(preview: Preview, language: Language): Markup {
  if (preview.faults.length === 0) return nothing;
  return section({
    heading: say(words.faultsTitle, language),
    body: table({
      language,
      caption: say(words.faultsTitle, language),
      hideCaption: true,
      phone: 'cards',
      rows: preview.faults.slice(0, 4 * SHOWN),
      columns: [
        { key: 'at', label: say(words.cell, language), header: true, tight: true },
        {
          key: 'field',
          label: say(words.column, language),
          cell: ({ field }) => (field ? say(titles[field as keyof AssetRow] ?? words.column, language) : ''),
        },
        {
          key: 'value',
          label: say(words.value, language),
          cell: ({ value }) => (value === '' ? '' : html`<code>${value}</code>`),
        },
        {
          key: 'reason',
          label: say(words.reason, language),
          cell: ({ reason }) =>
            say(
              ({ ...sheetWords, ...faultWords } as Readonly<Record<string, Entry>>)[reason] ?? words.reason,
              language,
            ),
        },
      ],
    }),
  });
}

function changeTable(preview: Preview, language: Language): Markup {
  const rows = preview.changes.filter(({ kind }) => kind !== 'same');
  if (rows.length === 0) return nothing;
  return section({
    heading: say(words.changesTitle, language),
    ...(rows.length > SHOWN ? { note: say(words.firstRows, language, { count: SHOWN }) } : {}),
    body: table({
      language,
      caption: say(words.changesTitle, language),
      hideCaption: true,
      phone: 'cards',
      rows: rows.slice(0, SHOWN),
      columns: [
        { key: 'name', label: say(titles.name, language), header: true, cell: ({ asset }) => asset.name },
        {
          key: 'kind',
          label: say(titles.kind, language),
          tight: true,
          cell: ({ asset }) => say(kindNames[asset.kind], language),
        },
        { key: 'line', label: say(words.line, language), numeric: true, cell: ({ line }) => String(line) },
        {
          key: 'effect',
          label: say(words.effect, language),
          tight: true,
          cell: ({ kind }) =>
            chip({ text: say(words[`effect.${kind}`], language), tone: kind === 'new' ? 'good' : 'info' }),
        },
        {
          key: 'fields',
          label: say(words.fields, language),
          cell: ({ fields }) => fields.map((field) => say(titles[field as keyof AssetRow], language)).join('、'),
        },
      ],
    }),
  });
}
