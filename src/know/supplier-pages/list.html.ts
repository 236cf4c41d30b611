import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chart,
  chip,
  disclosure,
  empty,
  facts,
  form,
  page,
  pager,
  postButton,
  restsOn,
  section,
  table,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, formatNumber, formatPercent, type Language, say } from '#platform/words';
import type { Questionnaire } from '../assessment/questionnaire.ts';
import { standingOf } from '../assessment/score.ts';
import { type CorporateNumber, formatCorporateNumber } from '../corporate-number/decide.ts';
import { dayText } from '../day/index.ts';
import type { Request, Share } from '../supplier/request.ts';
import { words } from './words.ts';

/** The four pages of this side, as tabs of one another. */
export function otherPages(base: string, language: Language): Markup {
  return buttons([
    button({ text: say(words.ask, language), href: `${base}/suppliers/ask` }),
    button({ text: say(words.toMe, language), href: `${base}/requests`, kind: 'sub' }),
    button({ text: say(words.disposals, language), href: `${base}/disposals`, kind: 'sub' }),
    button({ text: say(words.profile, language), href: `${base}/profile`, kind: 'sub' }),
  ]);
}

const tones = { asked: 'info', shared: 'good', declined: 'warn', withdrawn: 'warn', closed: 'quiet' } as const;
/** How a request stands, in a word. */
export function stateChip(state: Request['state'] | null, language: Language): Markup {
  return chip({
    text: say(words[`state.${state ?? 'none'}`], language),
    tone: state === null ? 'quiet' : tones[state],
  });
}

/** A supplier in the list. */
export interface SupplierRow {
  readonly id: string;
  readonly name: string;
  readonly corporateNumber: string | null;
  readonly stars: number | null;
  readonly declaration: string | null;
  readonly state: Request['state'] | null;
}

const declarationCell = (row: Pick<SupplierRow, 'stars' | 'declaration'>, language: Language) =>
  row.stars === null
    ? html`<span class="note">${say(words.notDeclared, language)}</span>`
    : html`<a href="/verify/${row.declaration ?? ''}">${'★'.repeat(row.stars)}</a>`;

/** The list of suppliers with what share of them has declared. */
export function listPage(view: {
  readonly page: View;
  readonly base: string;
  readonly owner: { readonly name: string };
  readonly rows: readonly SupplierRow[];
  readonly counts:
    | {
        readonly allOfThem: number;
        readonly declared: number;
        readonly answered: number;
        readonly waiting: number;
      }
    | undefined;
  readonly next: string | undefined;
  readonly text: string | undefined;
  readonly done: Markup | undefined;
}): Markup {
  const { language } = view.page;
  const { counts } = view;
  const share = (part: number) => (counts ? formatPercent(part / counts.allOfThem, language) : '–');
  return page({
    ...view.page,
    title: say(words.title, language),
    kicker: view.owner.name,
    heading: say(words.title, language),
    lead: say(words.lead, language),
    actions: otherPages(view.base, language),
    alerts: view.done ?? nothing,
    main: html`${
      counts && counts.allOfThem > 0
        ? html`${chart.big({
            figures: [
              { label: say(words.count, language), value: formatNumber(counts.allOfThem, language) },
              {
                label: say(words.declared, language),
                value: share(counts.declared),
                note: formatNumber(counts.declared, language),
              },
              {
                label: say(words.answered, language),
                value: share(counts.answered),
                note: formatNumber(counts.answered, language),
              },
              { label: say(words.waiting, language), value: formatNumber(counts.waiting, language) },
            ],
          })}${restsOn({ language, text: say(words.shareRests, language) })}`
        : nothing
    }
${counts && counts.allOfThem === 0 ? nothing : html`<form class="row no-print" action="${view.base}/suppliers" role="search">${form.text({ language, name: 'text', label: say(words.search, language), type: 'search', value: view.text, width: 'medium', maxlength: 100 })}${button({ text: say(words.searchNow, language), kind: 'sub' })}</form>`}
${table<SupplierRow>({
  language,
  caption: say(words.title, language),
  hideCaption: true,
  phone: 'cards',
  rows: view.rows,
  empty: empty({
    title: say(words.none, language),
    body: say(words.noneBody, language),
    action: button({ text: say(words.ask, language), href: `${view.base}/suppliers/ask` }),
  }),
  columns: [
    {
      key: 'name',
      label: say(words.name, language),
      header: true,
      cell: (row) => html`<a href="${view.base}/suppliers/${row.id}">${row.name}</a>`,
    },
    {
      key: 'number',
      label: say(words.number, language),
      tight: true,
      cell: (row) => (row.corporateNumber ? formatCorporateNumber(row.corporateNumber as CorporateNumber) : null),
    },
    {
      key: 'stars',
      label: say(words.declaration, language),
      tight: true,
      cell: (row) => declarationCell(row, language),
    },
    { key: 'state', label: say(words.answer, language), tight: true, cell: (row) => stateChip(row.state, language) },
  ],
})}
${pager({ language, next: view.next })}`,
  });
}

/** A supplier in full, as its customer keeps it. */
export interface SupplierRecord {
  readonly id: string;
  readonly name: string;
  readonly corporateNumber: string | null;
  readonly email: string;
  readonly work: string;
  readonly boundary: string;
  readonly subcontractors: string;
  readonly incidentContact: string;
  readonly stars: number | null;
  readonly declaration: string | null;
}

/** One supplier: what it let us see, what we asked, and our own record. */
export function supplierPage(view: {
  readonly page: View;
  readonly base: string;
  readonly supplier: SupplierRecord;
  readonly requests: readonly {
    readonly id: string;
    readonly title: string;
    readonly dueOn: string;
    readonly state: Request['state'];
    readonly askedAt: Date;
  }[];
  readonly shares: readonly { readonly share: Share; readonly sheet: Questionnaire | undefined }[];
  readonly done: Markup | undefined;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly mayAct: boolean;
}): Markup {
  const { language } = view.page;
  const { supplier } = view;
  const here = `${view.base}/suppliers/${supplier.id}`;
  const field = (
    name: 'name' | 'corporateNumber' | 'email' | 'work' | 'boundary' | 'subcontractors' | 'incidentContact',
  ) => ({
    language,
    name,
    value: supplier[name] ?? '',
    error: view.errors.find((one) => one.name === name)?.text,
  });
  return page({
    ...view.page,
    title: supplier.name,
    heading: supplier.name,
    breadcrumb: [{ href: `${view.base}/suppliers`, label: say(words.title, language) }],
    alerts: view.done ?? nothing,
    actions: view.mayAct
      ? button({ text: say(words.askAgain, language), href: `${view.base}/suppliers/ask?supplier=${supplier.id}` })
      : nothing,
    main: html`${facts({
      language,
      facts: [
        { name: say(words.declaration, language), value: declarationCell(supplier, language) },
        {
          name: say(words.number, language),
          value: supplier.corporateNumber ? formatCorporateNumber(supplier.corporateNumber as CorporateNumber) : null,
        },
        { name: say(words.incidentContact, language), value: supplier.incidentContact },
      ],
    })}
${view.shares.map(({ share, sheet }) => section({ heading: `${say(words.shared, language)}：${sheet?.title[language] ?? share.questionnaire}`, body: sharedAnswers({ share, sheet, language, href: `${here}/answers/${share.requestId}` }) }))}
${section({
  heading: say(words.requests, language),
  body: table({
    language,
    caption: say(words.requests, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.requests,
    empty: say(words.requestsNone, language),
    columns: [
      { key: 'title', label: say(words.questionnaire, language), header: true },
      {
        key: 'askedAt',
        label: say(words.askedOn, language),
        tight: true,
        cell: (row) => formatDate(row.askedAt, language),
      },
      {
        key: 'dueOn',
        label: say(words.dueOn, language),
        tight: true,
        cell: (row) => dayText(row.dueOn, language),
      },
      { key: 'state', label: say(words.state, language), tight: true, cell: (row) => stateChip(row.state, language) },
    ],
  }),
})}
${
  view.mayAct
    ? section({
        heading: say(words.record, language),
        body: html`${form.form({
          language,
          action: here,
          errors: view.errors,
          body: html`${form.text({ ...field('name'), label: say(words.name, language), required: true, maxlength: 200 })}
${form.text({ ...field('corporateNumber'), label: say(words.number, language), maxlength: 20, width: 'medium', inputmode: 'numeric' })}
${form.text({ ...field('email'), label: say(words.email, language), type: 'email', maxlength: 254, width: 'medium' })}
${form.textarea({ ...field('work'), label: say(words.work, language), rows: 3, maxlength: 1000 })}
${form.textarea({ ...field('boundary'), label: say(words.boundary, language), hint: say(words.boundaryHint, language), rows: 4, maxlength: 4000 })}
${form.textarea({ ...field('subcontractors'), label: say(words.subcontractors, language), hint: say(words.subcontractorsHint, language), rows: 3, maxlength: 4000 })}
${form.text({ ...field('incidentContact'), label: say(words.incidentContact, language), maxlength: 500 })}
${button({ text: say(words.save, language), kind: 'sub' })}`,
        })}${disclosure({ summary: say(words.end, language), body: postButton({ action: `${here}/end`, text: say(words.end, language), kind: 'danger' }) })}`,
      })
    : nothing
}`,
  });
}

/** Answers under their seal: when finished, when shared, each question with what was answered. */
export function sharedAnswers(view: {
  readonly share: Pick<
    Share,
    'answers' | 'score' | 'finishedAt' | 'incidentContact' | 'subcontractors' | 'sharedBy'
  > & { readonly sharedAt?: Date };
  readonly sheet: Questionnaire | undefined;
  readonly language: Language;
  readonly href?: string;
}): Markup {
  const { share, sheet, language } = view;
  return html`${facts({
    language,
    facts: [
      { name: say(words.score, language), value: share.score === null ? null : formatPercent(share.score, language) },
      { name: say(words.finishedOn, language), value: formatDate(share.finishedAt, language) },
      ...(share.sharedAt
        ? [
            {
              name: say(words.sharedOn, language),
              value: html`${formatDate(share.sharedAt, language, 'minute')}${view.href ? html` <a href="${view.href}">${say(words.sealFile, language)}</a>` : nothing}`,
            },
          ]
        : []),
      ...(share.sharedBy ? [{ name: say(words.by, language), value: share.sharedBy }] : []),
      ...(share.incidentContact ? [{ name: say(words.incidentContact, language), value: share.incidentContact }] : []),
      ...(share.subcontractors ? [{ name: say(words.subcontractors, language), value: share.subcontractors }] : []),
    ],
  })}${sheet ? answerTable(sheet, share.answers, language) : nothing}`;
}

function answerTable(sheet: Questionnaire, answers: Share['answers'], language: Language): Markup {
  const standing = standingOf(sheet, answers);
  const toneOf = { done: 'good', partly: 'warn', not: 'urgent', unknown: 'quiet', none: 'quiet' } as const;
  const choice = new Map(sheet.scale.map((one) => [one.id, one.text[language]]));
  return table({
    language,
    caption: sheet.title[language],
    hideCaption: true,
    phone: 'cards',
    rows: sheet.questions.filter(({ id }) => answers[id] !== undefined),
    columns: [
      { key: 'ask', label: say(words.question, language), header: true, cell: (row) => row.ask[language] },
      {
        key: 'answer',
        label: say(words.theirAnswer, language),
        cell: (row) => chip({ text: choice.get(answers[row.id] ?? '') ?? '', tone: toneOf[standing(row.id)] }),
      },
    ],
  });
}

/** A banner for what was just done. */
export function doneBanner(language: Language, title: string, body?: string): Markup {
  return banner({ language, tone: 'good', title, body: body ?? nothing, live: true });
}
