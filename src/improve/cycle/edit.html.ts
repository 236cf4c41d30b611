import { html, type Markup, nothing } from '#platform/html';
import { button, chip, disclosure, form, page, section, table, timeline } from '#platform/page';
import type { View } from '#platform/web';
import { type Entry, formatDate, type Language, say } from '#platform/words';
import { asPrinted, numberOf, stateChip, titleOf } from '../cycle-pages/show.ts';
import { APPROVERS, type Cycle, NEXT_STATES } from './decide.ts';
import { words } from './words.ts';

/** What the page of a measure's cycle shows. */
export interface EditView {
  readonly page: View;
  readonly measure: {
    readonly id: string;
    readonly year: number;
    readonly section: string;
    readonly item: string;
    readonly title: string;
    readonly titleEn: string;
    readonly ministries: readonly string[];
    readonly plan: string;
    readonly state: string;
  };
  readonly results: readonly {
    readonly tag: string | null;
    readonly body: string;
    readonly state: 'draft' | 'published';
  }[];
  readonly cycle: (Cycle & { readonly writtenByName: string; readonly writtenAt: Date }) | undefined;
  readonly approvals: readonly {
    readonly version: number;
    readonly role: (typeof APPROVERS)[number];
    readonly decision: 'agreed' | 'returned';
    readonly note: string;
    readonly personName: string;
    readonly decidedAt: Date;
  }[];
  readonly comments: readonly { readonly body: string; readonly personName: string; readonly at: Date }[];
  readonly indicators: readonly {
    readonly key: string;
    readonly name: string;
    readonly unit: string;
    readonly target: number | null;
    readonly targetOn: string | null;
    readonly owner: string;
  }[];
  readonly happened: readonly {
    readonly at: Date;
    readonly kind: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

const wordFor = (key: string, language: Language): string => {
  const entry = (words as Readonly<Record<string, Entry>>)[key];
  return entry ? say(entry, language) : key;
};

/** The stage of an evaluation as a chip. */
export function stageChip(state: string, language: Language): Markup {
  return chip({
    text: wordFor(`state.${state}`, language),
    tone: state === 'approved' ? 'good' : state === 'submitted' ? 'info' : 'quiet',
  });
}

/** Where a policy officer evaluates a measure, plans what comes next, and others agree. */
export function editPage(view: EditView): Markup {
  const { language } = view.page;
  const { measure, cycle } = view;
  return page({
    ...view.page,
    title: `${say(words.editTitle, language)} ${measure.id}`,
    heading: say(words.editTitle, language),
    kicker: html`<a href="/plan/measures/${measure.id}">${String(measure.year)} ${numberOf(measure)} ${titleOf(measure, language)}</a>　${stateChip(measure.state, language)}${cycle ? html` ${stageChip(cycle.state, language)}` : nothing}`,
    breadcrumb: [
      { href: '/plan', label: say(words.plan, language) },
      { href: '/plan/cycle', label: say(words.title, language) },
    ],
    main: html`${section({ heading: say(words.thisPlan, language, { year: String(measure.year) }), body: html`<div class="prose"><p>${asPrinted(measure.plan, language)}</p></div>` })}
${section({ heading: say(words.results, language), body: results(view) })}
${section({ heading: say(words.indicators, language), body: indicators(view) })}
${section({ heading: say(words.editTitle, language), id: 'write', body: writing(view) })}`,
    aside: html`${section({ heading: say(words.approvals, language), id: 'approvals', note: say(words.approvalsNote, language), body: approvals(view) })}
${section({ heading: say(words.comments, language), id: 'comments', body: comments(view) })}
${section({ heading: say(words.history, language), body: history(view) })}`,
  });
}

function results(view: EditView): Markup {
  const { language } = view.page;
  return html`${
    view.results.length === 0
      ? html`<p class="note">${say(words.noResults, language)}</p>`
      : html`<div class="prose">${view.results.map((one) => html`<p>${one.tag ? html`<b>[${one.tag}]</b> ` : nothing}${asPrinted(one.body, language)}${one.state === 'draft' ? html` ${chip({ text: say(words.draftMark, language), tone: 'quiet' })}` : nothing}</p>`)}</div>`
  }${disclosure({
    summary: say(words.addResult, language),
    body: form.form({
      language,
      action: `/plan/measures/${view.measure.id}/results`,
      body: html`${form.select({ language, name: 'ministry', label: say(words.resultMinistry, language), value: view.measure.ministries[0] ?? '', choices: view.measure.ministries.map((name) => ({ value: name, label: name })) })}${form.textarea({ language, name: 'body', label: say(words.resultText, language), rows: 5, required: true, maxlength: 8000 })}${button({ text: say(words.addResult, language), kind: 'sub' })}`,
    }),
  })}`;
}

function indicators(view: EditView): Markup {
  const { language } = view.page;
  return html`${table<EditView['indicators'][number]>({
    language,
    caption: say(words.indicators, language),
    hideCaption: true,
    phone: 'cards',
    rows: view.indicators,
    empty: say(words.noIndicators, language),
    columns: [
      {
        key: 'name',
        label: say(words.indicators, language),
        header: true,
        cell: (one) => html`<a href="/plan/indicators/${one.key}">${one.name}</a>`,
      },
      {
        key: 'target',
        label: say(words.indicators, language),
        cell: (one) =>
          one.target === null
            ? chip({ text: say(words.noTarget, language), tone: 'warn' })
            : `${one.target} ${one.unit}${one.targetOn ? `（${one.targetOn}）` : ''}`,
      },
      { key: 'owner', label: say(words.written, language) },
    ],
  })}<p class="row">${button({ text: say(words.addIndicator, language), kind: 'sub', href: `/plan/indicators/new?measure=${view.measure.id}` })}</p>`;
}

function writing(view: EditView): Markup {
  const { language } = view.page;
  const { cycle, measure } = view;
  const next = String(measure.year + 1);
  return form.form({
    language,
    action: `/plan/measures/${measure.id}/cycle`,
    body: html`<input type="hidden" name="version" value="${String(cycle?.version ?? 0)}">
${form.textarea({ language, name: 'evaluation', label: say(words.evaluation, language), hint: say(words.evaluationHint, language), value: cycle?.evaluation ?? '', rows: 6, maxlength: 8000 })}
${form.radios({ language, name: 'nextState', label: say(words.nextState, language), value: cycle?.nextState ?? '', choices: [{ value: '', label: say(words.undecided, language) }, ...NEXT_STATES.map((value) => ({ value, label: wordFor(`next.${value}`, language) }))] })}
${form.text({ language, name: 'absorbedInto', label: say(words.absorbedInto, language), value: cycle?.absorbedInto ?? '' })}
${form.text({ language, name: 'because', label: say(words.because, language), value: cycle?.because ?? '', width: 'full', maxlength: 2000 })}
${form.textarea({ language, name: 'nextPlan', label: say(words.nextPlan, language, { year: next }), hint: say(words.nextPlanHint, language), value: cycle?.nextPlan ?? '', rows: 6, maxlength: 8000 })}
<div class="row">${button({ text: say(words.save, language), kind: 'sub', name: 'act', value: 'save' })}${button({ text: say(words.submit, language), name: 'act', value: 'submit' })}</div>`,
  });
}

function approvals(view: EditView): Markup {
  const { language } = view.page;
  const { cycle, measure } = view;
  if (!cycle) return html`<p class="note">${say(words.waiting, language)}</p>`;
  const given = (role: string) => view.approvals.find((one) => one.role === role && one.version === cycle.version);
  return html`<ul>${APPROVERS.map((role) => {
    const one = given(role);
    return html`<li><b>${wordFor(`part.${role}`, language)}</b>：${one ? html`${chip({ text: wordFor(one.decision, language), tone: one.decision === 'agreed' ? 'good' : 'warn' })} <small>${one.personName} ${formatDate(one.decidedAt, language, 'minute')}</small>${one.note ? html`<br>${one.note}` : nothing}` : say(words.waiting, language)}</li>`;
  })}</ul>${
    cycle.state === 'submitted'
      ? APPROVERS.filter((role) => given(role)?.decision !== 'agreed')
          .slice(0, 1)
          .map((role) =>
            form.form({
              language,
              action: `/plan/measures/${measure.id}/decide`,
              body: html`<input type="hidden" name="role" value="${role}"><input type="hidden" name="version" value="${String(cycle.version)}">${form.text({ language, name: 'note', label: `${say(words.note, language)}（${wordFor(`part.${role}`, language)}）`, maxlength: 2000 })}<div class="row">${button({ text: say(words.agree, language), name: 'decision', value: 'agreed' })}${button({ text: say(words.return, language), kind: 'sub', name: 'decision', value: 'returned' })}</div>`,
            }),
          )
      : nothing
  }`;
}

function comments(view: EditView): Markup {
  const { language } = view.page;
  return html`${
    view.comments.length === 0
      ? html`<p class="note">${say(words.noComments, language)}</p>`
      : html`<ul>${view.comments.map((one) => html`<li>${one.body}<br><small>${one.personName} ${formatDate(one.at, language, 'minute')}</small></li>`)}</ul>`
  }${form.form({
    language,
    action: `/plan/measures/${view.measure.id}/comments`,
    body: html`${form.textarea({ language, name: 'body', label: say(words.comment, language), rows: 3, required: true, maxlength: 4000 })}${button({ text: say(words.send, language), kind: 'sub' })}`,
  })}`;
}

function history(view: EditView): Markup {
  const { language } = view.page;
  return timeline({
    language,
    happenings: view.happened.map((one) => ({
      at: one.at,
      text: wordFor(`fact.${one.kind}`, language),
      actor: typeof one.data.by === 'string' ? one.data.by : undefined,
    })),
    empty: say(words.noComments, language),
  });
}
