/** Disposal of equipment: what was handed over, whose certificate came, whose is overdue. */
import { z } from 'zod';
import { html, nothing } from '#platform/html';
import { button, chart, empty, form, page, pager, section, table } from '#platform/page';
import { type Call, id, redirect, route } from '#platform/web';
import { formatNumber, say } from '#platform/words';
import { dayAfter, dayOf, dayText } from '../day/index.ts';
import { actsFor } from '../role/acting.ts';
import { registerOwner } from '../role/store.ts';
import {
  addDisposal,
  certificateState,
  contractors,
  countDisposals,
  type Disposal,
  listDisposals,
} from '../supplier/disposal.ts';
import { certificateChip } from './erasure.ts';
import { doneBanner } from './list.html.ts';
import { words } from './words.ts';

const PAGE = 50;
const isDay = (text: string) => z.iso.date().safeParse(text).success;

const PageKey = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/)
  .transform((key) => ({ on: key.slice(0, 10), id: key.slice(11) }));

interface Sent {
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: readonly { readonly name: string; readonly text: string }[];
}

async function show(
  c: Call<unknown, { readonly after?: { readonly on: string; readonly id: string } | undefined }, unknown>,
  organisation: string,
  sent: Sent = {},
) {
  const { language } = c;
  const today = dayOf(c.now);
  const read = await c.as(async (q) => ({
    owner: await registerOwner(q, organisation),
    rows: await listDisposals(q, organisation, c.query.after, PAGE + 1),
    counts: await countDisposals(q, organisation, today),
    from: await contractors(q, organisation),
  }));
  const base = `/organisations/${organisation}`;
  const mayAct = c.person?.organisations.some((one) => one.id === organisation) ?? false;
  const last = read.rows.length > PAGE ? read.rows[PAGE - 1] : undefined;
  const errors = sent.errors ?? [];
  const field = (name: string, value = '') => ({
    language,
    name,
    value: sent.values?.[name] ?? value,
    error: errors.find((one) => one.name === name)?.text,
  });
  return page({
    ...c.view,
    title: say(words.disposals, language),
    kicker: read.owner.name,
    heading: say(words.disposals, language),
    lead: say(words.disposalsLead, language),
    breadcrumb: [{ href: `${base}/suppliers`, label: say(words.title, language) }],
    alerts: c.url.searchParams.get('done') === 'saved' ? doneBanner(language, say(words.savedDone, language)) : nothing,
    main: html`${
      read.rows.length > 0
        ? chart.big({
            figures: [
              {
                label: say(words['certificate.overdue'], language),
                value: formatNumber(read.counts.overdue, language),
              },
              {
                label: say(words['certificate.demanded'], language),
                value: formatNumber(read.counts.waiting, language),
              },
              {
                label: say(words['certificate.received'], language),
                value: formatNumber(read.counts.received, language),
              },
            ],
          })
        : nothing
    }
${table<Disposal>({
  language,
  caption: say(words.disposals, language),
  hideCaption: true,
  phone: 'cards',
  rows: read.rows.slice(0, PAGE),
  marked: (row) => certificateState(row, today) === 'overdue',
  empty: empty({ title: say(words.disposalsNone, language), body: say(words.disposalsNoneBody, language) }),
  columns: [
    {
      key: 'what',
      label: say(words.what, language),
      header: true,
      cell: (row) => html`<a href="${base}/disposals/${row.id}">${row.what} × ${formatNumber(row.count, language)}</a>`,
    },
    {
      key: 'byWhom',
      label: say(words.byWhom, language),
      cell: (row) => html`<div>${row.byWhom}<p class="note">${say(words[`method.${row.method}`], language)}</p></div>`,
    },
    {
      key: 'handedOn',
      label: say(words.handedOn, language),
      tight: true,
      cell: (row) => dayText(row.handedOn, language),
    },
    {
      key: 'dueOn',
      label: say(words.certificateDue, language),
      tight: true,
      cell: (row) => dayText(row.dueOn, language),
    },
    {
      key: 'certificate',
      label: say(words.certificate, language),
      cell: (row) => {
        const link = row.fileName
          ? html`<br><a href="${base}/disposals/${row.id}/file" download>${row.fileName}</a>`
          : nothing;
        return html`<div>${certificateChip(row, today, language)}${row.certificateOn ? html` ${dayText(row.certificateOn, language)}<br>${row.certificateReference}${link}` : nothing}</div>`;
      },
    },
  ],
})}
${pager({ language, next: last && `${base}/disposals?after=${last.handedOn}_${last.id}` })}
${
  mayAct
    ? section({
        heading: say(words.addDisposal, language),
        body: form.form({
          language,
          action: `${base}/disposals`,
          errors,
          body: html`${form.text({ ...field('what'), label: say(words.what, language), hint: say(words.whatHint, language), required: true, maxlength: 300 })}
${form.text({ ...field('count', '1'), label: say(words.units, language), type: 'number', min: 1, max: 100000, width: 'short' })}
${form.radios({ language, name: 'method', label: say(words.method, language), row: true, value: sent.values?.method ?? 'erase', choices: (['erase', 'destroy'] as const).map((one) => ({ value: one, label: say(words[`method.${one}`], language) })) })}
${read.from.length > 0 ? form.select({ ...field('supplier'), label: say(words.byWhom, language), choices: read.from.map((one) => ({ value: one.id, label: one.name })) }) : nothing}
${form.text({ ...field('byWhom'), label: say(read.from.length > 0 ? words.byWhomOther : words.byWhom, language), maxlength: 200 })}
${form.date({ ...field('handedOn', today), label: say(words.handedOn, language), required: true })}
${form.date({ ...field('dueOn', dayAfter(today, 30)), label: say(words.certificateDue, language), required: true })}
${button({ text: say(words.demand, language) })}<p class="note">${say(words.demandHint, language)}</p>`,
        }),
      })
    : nothing
}`,
  });
}

const params = z.object({ id });
const query = z.object({ after: PageKey.optional(), done: z.string().max(10).optional() });

route({
  method: 'GET',
  path: '/organisations/:id/disposals',
  permission: 'member',
  params,
  query,
  handle: (c) => show(c, c.params.id),
});

route({
  method: 'POST',
  path: '/organisations/:id/disposals',
  permission: 'member',
  params,
  query,
  form: z.object({
    what: z.string().trim().max(300).default(''),
    count: z.string().max(10).default('1'),
    method: z.enum(['erase', 'destroy']).default('erase'),
    supplier: z.string().max(40).default(''),
    byWhom: z.string().trim().max(200).default(''),
    handedOn: z.string().max(10).default(''),
    dueOn: z.string().max(10).default(''),
  }),
  async handle(c) {
    actsFor(c, c.params.id);
    const { form: sent, language } = c;
    const count = /^\d{1,6}$/.test(sent.count) ? Number(sent.count) : 0;
    const errors = [
      ...(sent.what === '' ? [{ name: 'what', text: say(words['fault.what'], language) }] : []),
      ...(count < 1 || count > 100_000 ? [{ name: 'count', text: say(words['fault.count'], language) }] : []),
      ...(isDay(sent.handedOn) && isDay(sent.dueOn) && sent.dueOn >= sent.handedOn
        ? []
        : [{ name: 'dueOn', text: say(words['fault.dates'], language) }]),
    ];
    if (errors.length > 0) return show(c, c.params.id, { values: sent, errors });
    const supplier = id.safeParse(sent.supplier);
    await c.asWorker((q) =>
      addDisposal(
        c.house,
        q,
        c.params.id,
        { ...sent, count, supplier: supplier.success ? supplier.data : null },
        c.actor,
      ),
    );
    return redirect(`/organisations/${c.params.id}/disposals?done=saved`);
  },
});
