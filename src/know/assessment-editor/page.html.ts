import { html, type Markup, nothing, type Part } from '#platform/html';
import { banner, button, buttons, chip, disclosure, form, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { type Language, say } from '#platform/words';
import type { Break } from '../assessment/compare.ts';
import { drawPicture, pictures } from '../assessment/pictures.ts';
import type { Question, Questionnaire } from '../assessment/questionnaire.ts';
import type { Texts } from '../assessment/texts.ts';
import { breakLine } from '../assessment-history/page.html.ts';
import { conditionText, MOST_ADVICES } from './edit.ts';
import { type Fault, missingTexts } from './faults.ts';
import { words } from './words.ts';

/** A questionnaire in the list: its newest version and its draft. */
export interface SheetRow {
  readonly sheet: Questionnaire;
  readonly versions: number;
  readonly isBuiltIn: boolean;
  readonly draft: string | undefined;
}

/** All questionnaires, and the drafts that are no version of one of them yet. */
export function editorPage(view: {
  readonly page: View;
  readonly rows: readonly SheetRow[];
  readonly fresh: readonly { readonly id: string; readonly name: string; readonly title: Texts }[];
  readonly error: string | undefined;
  readonly given: { readonly from: string; readonly as: string };
}): Markup {
  const { rows, fresh, error, given } = view;
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    main: html`${fresh.length > 0 ? section({ heading: say(words.draft, language), body: html`<ul class="tasks">${fresh.map(({ id, name, title }) => html`<li><a href="/questionnaire-editor/${id}">${title[language] || name}</a></li>`)}</ul>` }) : nothing}${table<SheetRow>(
      {
        language,
        caption: say(words.title, language),
        hideCaption: true,
        phone: 'cards',
        rows,
        columns: [
          {
            key: 'sheet',
            label: say(words.sheet, language),
            header: true,
            cell: ({ sheet }) =>
              html`<a href="/questionnaires/${sheet.id}">${sheet.title[language]}</a><br><code>${sheet.id}</code>`,
          },
          {
            key: 'questions',
            label: say(words.questions, language),
            numeric: true,
            cell: ({ sheet }) => sheet.questions.length,
          },
          {
            key: 'versions',
            label: say(words.versions, language),
            tight: true,
            cell: ({ sheet, isBuiltIn }) =>
              html`${sheet.version} ${chip({ text: say(isBuiltIn ? words.builtIn : words.ownVersion, language), tone: 'quiet' })}`,
          },
          {
            key: 'act',
            label: say(words.act, language),
            cell: ({ sheet, draft }) =>
              draft
                ? button({
                    text: say(words.goOn, language),
                    href: `/questionnaire-editor/${draft}`,
                    kind: 'sub',
                    small: true,
                  })
                : postButton({
                    action: '/questionnaire-editor',
                    text: say(words.copy, language),
                    label: say(words.copyOf, language, { title: sheet.title[language] }),
                    kind: 'sub',
                    small: true,
                    fields: { from: sheet.id },
                  }),
          },
        ],
      },
    )}${section({
      heading: say(words.copyAs, language),
      body: form.form({
        language,
        action: '/questionnaire-editor',
        errors: error ? [{ name: 'as', text: error }] : [],
        body: html`${form.select({ language, name: 'from', label: say(words.copyFrom, language), blank: false, value: given.from, choices: rows.map(({ sheet }) => ({ value: sheet.id, label: sheet.title[language] })) })}${form.text({ language, name: 'as', label: say(words.newName, language), hint: say(words.newNameHint, language), value: given.as, required: true, maxlength: 60, width: 'medium', code: true, ...(error ? { error } : {}) })}${button({ text: say(words.make, language), kind: 'sub' })}`,
      }),
    })}`,
  });
}

/** One text in its three languages, one field below the other. */
export function textFields(language: Language, name: string, label: string, value: Texts, rows = 2): Markup {
  const one = (tongue: keyof Texts, word: { readonly ja: string; readonly en: string }) =>
    form.textarea({
      language,
      name: `${name}-${tongue}`,
      label: `${label} · ${say(word, language)}`,
      rows,
      value: value[tongue],
      maxlength: 2000,
    });
  return html`${one('ja', words.inJa)}${one('easy', words.inEasy)}${one('en', words.inEn)}`;
}

/** A draft as a whole: what is missing, what breaks, its words and its questions. */
export function draftPage(view: {
  readonly page: View;
  readonly id: string;
  readonly body: Questionnaire;
  readonly from: string;
  readonly isPublished: boolean;
  readonly faults: readonly Fault[];
  readonly breaks: readonly Break[] | undefined;
  readonly askOf: (question: string) => string;
  readonly said: 'saved' | 'published' | undefined;
  readonly error: { readonly name: string; readonly text: string } | undefined;
}): Markup {
  const { id, body, breaks, isPublished, said } = view;
  const { language } = view.page;
  const base = `/questionnaire-editor/${id}`;
  return page({
    ...view.page,
    title: body.title[language] || body.id,
    kicker: html`<a href="/questionnaire-editor">${say(words.title, language)}</a> · ${isPublished ? say(words.publishedKicker, language, { version: body.version }) : say(words.draftKicker, language, { version: body.version, from: view.from })}`,
    heading: body.title[language] || body.id,
    alerts: said ? banner({ language, tone: 'good', title: say(words[said], language), live: true }) : nothing,
    actions: html`<a href="${base}/preview">${say(words.preview, language)}</a>`,
    main: html`${isPublished ? nothing : standingPart(view, base)}${breaks ? breaksPart(breaks, view.askOf, language) : nothing}${isPublished ? nothing : disclosure({ summary: say(words.wholeOpen, language), body: wholeForm(body, base, language) })}${section({ heading: say(words.questionList, language), body: html`${body.groups.map((group) => groupPart(view, group, base))}${isPublished ? nothing : addForm(view, base)}` })}${isPublished ? nothing : postButton({ action: `${base}/drop`, text: say(words.drop, language), kind: 'danger' })}`,
  });
}

function standingPart({ body, faults, page: { language } }: Parameters<typeof draftPage>[0], base: string): Markup {
  if (faults.length === 0)
    return banner({
      language,
      tone: 'good',
      title: say(words.fine, language),
      body: say(words.publishNote, language),
      actions: postButton({ action: `${base}/publish`, text: say(words.publish, language) }),
    });
  const line = ({ text, question }: Fault) =>
    question ? html`<a href="${base}/questions/${question}">${text}</a>` : text;
  const shown = faults.slice(0, 8);
  const rest = faults.slice(8, 200);
  return banner({
    language,
    tone: 'warn',
    title: say(words.faultsTitle, language, { count: faults.length }),
    body: html`<p>${say(words.missing, language, missingTexts(body))}</p><ul>${shown.map((fault) => html`<li>${line(fault)}</li>`)}</ul>${rest.length > 0 ? disclosure({ summary: `+${rest.length}`, body: html`<ul>${rest.map((fault) => html`<li>${line(fault)}</li>`)}</ul>` }) : nothing}`,
  });
}

function breaksPart(breaks: readonly Break[], askOf: (question: string) => string, language: Language): Markup {
  return section({
    heading: say(words.breaksTitle, language),
    note: say(breaks.length === 0 ? words.noBreaks : words.hasBreaks, language),
    body:
      breaks.length === 0
        ? nothing
        : html`<div class="prose"><ul>${breaks.map((one) => html`<li>${breakLine(one, askOf, language)}</li>`)}</ul></div>`,
  });
}

function wholeForm(body: Questionnaire, base: string, language: Language): Markup {
  return form.form({
    language,
    action: base,
    body: html`${textFields(language, 'title', say(words.titleField, language), body.title, 1)}${textFields(language, 'intro', say(words.intro, language), body.intro)}${form.text({ language, name: 'minutes', label: say(words.minutes, language), value: body.minutes, width: 'short', inputmode: 'numeric', maxlength: 3 })}${form.text({ language, name: 'basis', label: say(words.basis, language), value: body.basis, maxlength: 400 })}${body.groups.map(({ id, title }) => textFields(language, `group-${id}`, say(words.groupField, language, { id }), title, 1))}${body.scale.map(({ id, text }) => textFields(language, `choice-${id}`, say(words.choiceField, language, { id }), text, 1))}${body.levels.map(({ from, text }, at) => textFields(language, `level-${at}`, say(words.levelField, language, { from: Math.round(from * 100) }), text))}${button({ text: say(words.save, language) })}`,
  });
}

function groupPart(
  { body, isPublished, faults, page: { language } }: Parameters<typeof draftPage>[0],
  group: Questionnaire['groups'][number],
  base: string,
): Markup {
  const mine = body.questions.filter((question) => question.group === group.id);
  const wrong = new Set(faults.map(({ question }) => question));
  const move = (question: Question, by: 'up' | 'down'): Part =>
    postButton({
      action: `${base}/questions/${question.id}/${by}`,
      text: say(words[by], language),
      label: say(by === 'up' ? words.moveUp : words.moveDown, language, { id: question.id }),
      kind: 'plain',
      small: true,
    });
  return html`<h3>${group.title[language] || group.id}</h3>${table<Question>({
    language,
    caption: group.title[language] || group.id,
    hideCaption: true,
    phone: 'cards',
    rows: mine,
    columns: [
      {
        key: 'ask',
        label: say(words.ask, language),
        header: true,
        cell: (question) =>
          html`${isPublished ? question.ask[language] : html`<a href="${base}/questions/${question.id}">${question.ask[language] || question.id}</a>`} <code>${question.id}</code>${wrong.has(question.id) ? html` ${chip({ text: '!', tone: 'warn' })}` : nothing}`,
      },
      ...(isPublished
        ? []
        : [
            {
              key: 'act',
              label: say(words.act, language),
              tight: true,
              cell: (question: Question) =>
                html`<div class="row">${question === mine[0] ? nothing : move(question, 'up')}${question === mine.at(-1) ? nothing : move(question, 'down')}</div>`,
            },
          ]),
    ],
  })}`;
}

function addForm({ body, error, page: { language } }: Parameters<typeof draftPage>[0], base: string): Markup {
  return disclosure({
    summary: say(words.add, language),
    open: error !== undefined,
    body: form.form({
      language,
      action: `${base}/questions`,
      errors: error ? [error] : [],
      body: html`${form.text({ language, name: 'id', label: say(words.addId, language), hint: say(words.addIdHint, language), required: true, maxlength: 60, width: 'medium', code: true, ...(error ? { error: error.text } : {}) })}${form.select({ language, name: 'group', id: 'add-group', label: say(words.group, language), blank: false, value: body.groups[0]?.id, choices: body.groups.map(({ id, title }) => ({ value: id, label: title[language] || id })) })}${button({ text: say(words.add, language), kind: 'sub' })}`,
    }),
  });
}

/** One question of a draft with all that belongs to it, in three languages. */
export function questionPage(view: {
  readonly page: View;
  readonly id: string;
  readonly body: Questionnaire;
  readonly question: Question;
  readonly base: Question | undefined;
  readonly faults: readonly Fault[];
  readonly error: string | undefined;
  /** What was sent, where it was refused. */
  readonly given: Readonly<Record<string, unknown>>;
}): Markup {
  const { id, body, question, error, given } = view;
  const { language } = view.page;
  const base = `/questionnaire-editor/${id}`;
  const advices = Array.isArray(question.advice) ? question.advice : [{ text: question.advice }];
  const said = (name: string, value: string) => (typeof given[name] === 'string' ? (given[name] as string) : value);
  const shown = (name: string, value: Texts): Texts => ({
    ja: said(`${name}-ja`, value.ja),
    easy: said(`${name}-easy`, value.easy),
    en: said(`${name}-en`, value.en),
  });
  const condition = (name: string, label: string, value: string) =>
    form.textarea({
      language,
      name,
      label,
      hint: say(words.whenHint, language),
      rows: 2,
      value: said(name, value),
      maxlength: 2000,
    });
  const line = (name: string, label: string, value: string, hint?: string) =>
    form.text({
      language,
      name,
      label,
      value: said(name, value),
      maxlength: 400,
      code: true,
      ...(hint ? { hint } : {}),
    });
  const grade = (name: string, label: string, most: number, value: number) =>
    form.select({
      language,
      name,
      label,
      blank: false,
      width: 'short',
      value: said(name, String(value)),
      choices: Array.from({ length: most }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
    });
  return page({
    ...view.page,
    title: question.ask[language] || question.id,
    kicker: html`<a href="${base}">${body.title[language] || body.id}</a> · <code>${question.id}</code>`,
    heading: question.ask[language] || question.id,
    narrow: true,
    main: html`${drawPicture(question.picture, language)}${view.faults.length > 0 && !error ? banner({ language, tone: 'warn', title: say(words.faultsTitle, language, { count: view.faults.length }), body: html`<ul>${view.faults.map(({ text }) => html`<li>${text}</li>`)}</ul>` }) : nothing}${form.form(
      {
        language,
        action: `${base}/questions/${question.id}`,
        errors: error ? [{ name: 'when', text: error }] : [],
        body: html`${textFields(language, 'ask', say(words.ask, language), shown('ask', question.ask))}${view.base ? form.checkbox({ language, name: 'changed', label: say(words.changed, language), hint: say(words.changedHint, language), checked: question.meaning > view.base.meaning }) : nothing}${textFields(language, 'why', say(words.why, language), shown('why', question.why))}${textFields(language, 'example', say(words.example, language), shown('example', question.example))}${form.group(
          {
            heading: say(words.advice, language),
            note: say(words.adviceNote, language),
            body: html`${Array.from({ length: Math.min(MOST_ADVICES, advices.length + 1) }, (_, at) => adviceFields(at, advices[at], language, shown, condition))}`,
          },
        )}${form.group({
          heading: say(words.group, language),
          body: html`${form.select({ language, name: 'group', label: say(words.group, language), blank: false, value: said('group', question.group), choices: body.groups.map((group) => ({ value: group.id, label: group.title[language] || group.id })) })}${body.axes.map((axis) => form.select({ language, name: `axis-${axis.id}`, label: axis.title[language], blank: false, value: said(`axis-${axis.id}`, question.axes[axis.id] ?? ''), choices: axis.values.map((value) => ({ value: value.id, label: value.title[language] })) }))}${form.select({ language, name: 'picture', label: say(words.picture, language), blank: say(words.noPicture, language), value: said('picture', question.picture ?? ''), choices: [...pictures.values()].map(({ id, alt }) => ({ value: id, label: alt[language] })) })}${condition('when', say(words.when, language), conditionText(question.when))}${grade('gain', say(words.gain, language), 5, question.gain)}${grade('effort', say(words.effort, language), 3, question.effort)}${line('concept', say(words.concept, language), question.concept ?? '', say(words.conceptHint, language))}${line('after', say(words.after, language), question.after.join(', '), say(words.listHint, language))}${line('lessons', say(words.lessons, language), question.lessons.join(', '))}${line('documents', say(words.documents, language), question.documents.join(', '))}`,
        })}${buttons([
          button({ text: say(words.save, language), name: 'go', value: 'stay' }),
          button({ text: say(words.nextQuestion, language), kind: 'sub', name: 'go', value: 'next' }),
        ])}`,
      },
    )}<p><a href="${base}">${say(words.back, language)}</a></p>${postButton({ action: `${base}/questions/${question.id}/remove`, text: say(words.remove, language), kind: 'danger' })}`,
  });
}

function adviceFields(
  at: number,
  advice: { readonly when?: unknown; readonly text: Texts } | undefined,
  language: Language,
  shown: (name: string, value: Texts) => Texts,
  condition: (name: string, label: string, value: string) => Markup,
): Markup {
  const label = say(words.adviceNumber, language, { number: at + 1 });
  return html`${textFields(language, `advice-${at}`, label, shown(`advice-${at}`, advice?.text ?? { ja: '', easy: '', en: '' }))}${condition(`advice-${at}-when`, `${label} · ${say(words.adviceWhen, language)}`, conditionText(advice?.when as never))}`;
}
