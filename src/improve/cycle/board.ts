import { z } from 'zod';
import { appendFact } from '#platform/facts';
import { html, type Markup, nothing } from '#platform/html';
import { button, chart, empty, form, page, postButton, section, table } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { navItem, redirect, route } from '#platform/web';
import { formatDate, formatNumber, type Language, say } from '#platform/words';
import { asPrinted, excerpt, numberOf, stateChip } from '../cycle-pages/show.ts';
import { DOUBTFUL_LINK } from '../plan/index.ts';
import { stageChip } from './edit.html.ts';
import { words } from './words.ts';
import { makeNextYear, nextYearOf, publishYear } from './year.ts';

const sql = loadSql(import.meta.url);

navItem({ href: '/plan/cycle', label: words.nav, for: 'operator', order: 61, group: 'improve' });

interface Counts {
  readonly notWritten: number;
  readonly drafts: number;
  readonly waitingMinistry: number;
  readonly waitingSecretariat: number;
  readonly approved: number;
  readonly doubtful: number;
}

interface Work {
  readonly measureId: string;
  readonly year: number;
  readonly section: string;
  readonly item: string;
  readonly plan: string;
  readonly state: string;
  readonly writtenByName: string;
  readonly writtenAt: Date;
  readonly nextState: string | null;
}

const PARTS = ['officer', 'ministry', 'secretariat'] as const;

route({
  method: 'GET',
  path: '/plan/cycle',
  permission: 'operator',
  async handle(c) {
    const { language } = c;
    const view = await c.as(async (q) => {
      const year = (await q.one<{ year: number | null }>(sql('newest_year')))?.year ?? 0;
      return {
        year,
        counts: await q.one<Counts>(sql('counts'), { year, sure: DOUBTFUL_LINK }),
        work: await q.rows<Work>(sql('work')),
        parts: await q.rows<{ person: string; role: (typeof PARTS)[number] }>(sql('parts')),
        people: await q.rows<{ id: string; name: string }>(sql('people')),
        next: await nextYearOf(q, year),
      };
    });
    const count = (value: number | undefined) => formatNumber(value ?? 0, language);
    return page({
      ...c.view,
      title: say(words.title, language),
      heading: say(words.title, language),
      lead: say(words.lead, language),
      breadcrumb: [{ href: '/plan', label: say(words.plan, language) }],
      actions: html`${button({ text: say(words.chooseMeasure, language), href: `/plan/measures?year=${view.year}` })}<a href="/plan/imports">${say(words.importPlan, language)}</a><a href="/plan/reports">${say(words.reports, language)}</a>`,
      main: html`${chart.big({
        figures: [
          { label: say(words.waitingMinistry, language), value: count(view.counts?.waitingMinistry) },
          { label: say(words.waitingSecretariat, language), value: count(view.counts?.waitingSecretariat) },
          { label: say(words.drafts, language), value: count(view.counts?.drafts) },
          {
            label: say(words.notWritten, language),
            value: count(view.counts?.notWritten),
            href: `/plan/measures?year=${view.year}`,
          },
          {
            label: say(words.doubtful, language),
            value: count(view.counts?.doubtful),
            href: '/plan/measures?doubtful=yes',
          },
        ],
      })}${section({ heading: say(words.work, language), body: workTable(view.work, language) })}${section({
        heading: say(words.nextYear, language),
        note: say(words.nextYearNote, language, { year: String(view.year + 1), count: view.next.waiting }),
        body: html`<div class="row">${view.next.waiting > 0 ? postButton({ action: '/plan/years', text: say(words.makeYear, language, { year: String(view.year + 1) }), kind: 'sub', fields: { year: String(view.year) } }) : nothing}${view.next.state === 'draft' ? postButton({ action: `/plan/years/${view.year + 1}/publish`, text: say(words.publishYear, language, { year: String(view.year + 1), count: view.next.planned }) }) : nothing}</div>`,
      })}${section({ heading: say(words.parts, language), note: say(words.partsNote, language), body: partsForm(view, language) })}`,
    });
  },
});

function workTable(work: readonly Work[], language: Language): Markup {
  if (work.length === 0)
    return empty({
      title: say(words.noWork, language),
      action: button({ text: say(words.chooseMeasure, language), kind: 'sub', href: '/plan/measures' }),
    });
  return table<Work>({
    language,
    caption: say(words.work, language),
    hideCaption: true,
    phone: 'cards',
    rows: work,
    columns: [
      {
        key: 'measure',
        label: say(words.measure, language),
        header: true,
        cell: (row) =>
          html`<a href="/plan/measures/${row.measureId}/cycle">${String(row.year)} ${numberOf(row)}</a> ${asPrinted(excerpt(row.plan, 60), language)}`,
      },
      { key: 'state', label: say(words.state, language), tight: true, cell: (row) => stageChip(row.state, language) },
      {
        key: 'next',
        label: say(words.nextState, language),
        cell: (row) => (row.nextState ? stateChip(row.nextState, language) : null),
      },
      {
        key: 'written',
        label: say(words.written, language),
        cell: (row) =>
          html`<span>${row.writtenByName}<br><small>${formatDate(row.writtenAt, language, 'minute')}</small></span>`,
      },
    ],
  });
}

function partsForm(
  view: {
    readonly parts: readonly { readonly person: string; readonly role: (typeof PARTS)[number] }[];
    readonly people: readonly { readonly id: string; readonly name: string }[];
  },
  language: Language,
): Markup {
  const nameOf = (person: string) => view.people.find((one) => `user:${one.id}` === person)?.name ?? person;
  return html`${
    view.parts.length === 0
      ? html`<p class="note">${say(words.nobody, language)}</p>`
      : html`<ul>${view.parts.map((one) => html`<li class="row"><span>${nameOf(one.person)}：${say(words[`part.${one.role}`], language)}</span>${postButton({ action: '/plan/parts', text: say(words.take, language), kind: 'plain', small: true, label: `${say(words.take, language)} ${nameOf(one.person)}`, fields: { person: one.person.replace('user:', ''), part: one.role, act: 'take' } })}</li>`)}</ul>`
  }${form.form({
    language,
    action: '/plan/parts',
    body: html`<input type="hidden" name="act" value="give">${form.select({ language, name: 'person', label: say(words.person, language), choices: view.people.map((one) => ({ value: one.id, label: one.name })) })}${form.select({ language, name: 'part', label: say(words.part, language), value: 'officer', choices: PARTS.map((part) => ({ value: part, label: say(words[`part.${part}`], language) })) })}${button({ text: say(words.give, language), kind: 'sub' })}`,
  })}`;
}

route({
  method: 'POST',
  path: '/plan/parts',
  permission: 'operator',
  form: z.object({ person: z.string().min(1).max(80), part: z.enum(PARTS), act: z.enum(['give', 'take']) }),
  async handle(c) {
    const person = `user:${c.form.person}`;
    await c.as(async (q) => {
      await q.run(sql(c.form.act), { person, role: c.form.part });
      await appendFact(c.house, q, {
        kind: c.form.act === 'give' ? 'plan-part.given' : 'plan-part.taken',
        subject: `person:${c.form.person}`,
        actor: c.actor,
        handling: 'TLP:GREEN',
        data: { part: c.form.part, by: c.person?.name ?? '' },
      });
    });
    return redirect('/plan/cycle');
  },
});

const year = z.coerce.number().int().min(2000).max(2099);

route({
  method: 'POST',
  path: '/plan/years',
  permission: 'operator',
  form: z.object({ year }),
  async handle(c) {
    await c.as(async (q) => {
      await makeNextYear(c.house, q, c.form.year, c.actor, c.person?.name ?? '');
    });
    return redirect('/plan/cycle');
  },
});

route({
  method: 'POST',
  path: '/plan/years/:year/publish',
  permission: 'operator',
  params: z.object({ year }),
  async handle(c) {
    await c.as((q) => publishYear(c.house, q, c.params.year, c.actor, c.person?.name ?? ''));
    return redirect(`/plan?year=${c.params.year}`);
  },
});
