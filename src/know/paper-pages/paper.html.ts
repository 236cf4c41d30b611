import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chip,
  disclosure,
  facts,
  fileList,
  form,
  page,
  postButton,
  section,
  table,
} from '#platform/page';
import { type Language, say } from '#platform/words';
import { dayText } from '../day/index.ts';
import type { Change } from '../paper/changes.ts';
import { wording } from '../paper/compose.ts';
import type { Carried, Edit } from '../paper/edits.ts';
import type { Clause, Template } from '../paper/template.ts';
import type { PaperInShort, PaperVersion } from '../paper-set/store.ts';
import { type Asked, askedFields, type Base, stateChip, stateOf } from './list.html.ts';
import { words } from './words.ts';

/** One paper with its versions. */
export interface PaperView extends Base {
  readonly template: Template;
  readonly paper: PaperInShort | undefined;
  readonly versions: readonly (PaperVersion & { readonly changes: readonly Change[] })[];
  readonly pending: readonly Change[];
  /** Own sentences whose sentence in the model has changed. */
  readonly conflicts: number;
  readonly today: string;
  readonly asked: Asked;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly made: number | undefined;
}

/** Draws it. */
export function paperPage(view: PaperView): Markup {
  const { language } = view.page;
  const { template, paper } = view;
  const base = `/papers/${view.organisation}`;
  const here = `${base}/of/${template.id}`;
  const files = (number: number) => [
    {
      href: `${here}/${number}/pdf`,
      name: `${say(template.title, language)} ${say(words.versionOf, language, { code: String(number) })}.pdf`,
      note: say(words.pdf, language),
    },
    {
      href: `${here}/${number}/docx`,
      name: `${say(template.title, language)} ${say(words.versionOf, language, { code: String(number) })}.docx`,
      note: say(words.word, language),
    },
  ];
  const isOld = paper !== undefined && paper.templateVersion < template.version;
  return page({
    ...view.page,
    title: say(template.title, language),
    heading: say(template.title, language),
    lead: say(template.gist, language),
    kicker: html`${view.kicker} ${stateChip(stateOf(template, paper, view.today), language)}`,
    breadcrumb: [{ href: base, label: say(words.nav, language) }],
    alerts:
      view.made !== undefined
        ? banner({ language, tone: 'good', live: true, title: say(words.made, language, { count: view.made }) })
        : nothing,
    main: html`${
      paper
        ? html`${facts({
            language,
            facts: [
              {
                name: say(words.version, language),
                value: say(words.versionOf, language, { code: String(paper.number) }),
              },
              { name: say(words.approver, language), value: paper.approver },
              { name: say(words.inForce, language), value: dayText(paper.inForceOn, language) },
              { name: say(words.nextReview, language), value: dayText(paper.nextReviewOn, language) },
            ],
          })}${fileList({ language, files: files(paper.number) })}`
        : nothing
    }${view.conflicts > 0 ? banner({ language, tone: 'warn', title: say(words.conflict, language), body: say(words.conflictNote, language), actions: html`<a href="${here}/wording">${say(words.wording, language)}</a>` }) : nothing}<p><a href="${here}/wording">${say(words.wording, language)}</a></p>${
      isOld
        ? section({
            heading: say(words.edition, language, { code: String(template.version) }),
            body: html`<ul>${template.changes.map((change) => html`<li>${change[language]}</li>`)}</ul>`,
          })
        : nothing
    }${
      paper
        ? section({
            heading: say(words.wouldChange, language),
            body:
              view.pending.length > 0
                ? changeTable(view.pending, language)
                : html`<p class="note">${say(words.wouldNot, language)}</p>`,
          })
        : nothing
    }${section({
      heading: say(paper ? words.newVersion : words.firstVersion, language),
      body: form.form({
        language,
        action: `${here}/make`,
        errors: view.errors,
        body: html`${askedFields(language, view.asked, view.errors, paper !== undefined)}${button({ text: say(paper ? words.newVersion : words.firstVersion, language) })}`,
      }),
    })}${
      view.versions.length > 0
        ? section({
            heading: say(words.history, language),
            body: html`${table({
              language,
              caption: say(words.history, language),
              hideCaption: true,
              phone: 'cards',
              rows: view.versions.toReversed(),
              columns: [
                {
                  key: 'number',
                  label: say(words.version, language),
                  header: true,
                  tight: true,
                  cell: ({ number }) => say(words.versionOf, language, { code: String(number) }),
                },
                {
                  key: 'in',
                  label: say(words.inForce, language),
                  tight: true,
                  cell: ({ inForceOn }) => dayText(inForceOn, language),
                },
                { key: 'approver', label: say(words.approver, language) },
                { key: 'note', label: say(words.note, language) },
                {
                  key: 'changes',
                  label: say(words.changes, language),
                  numeric: true,
                  cell: ({ changes }) => say(words.changeCount, language, { count: changes.length }),
                },
                {
                  key: 'files',
                  label: say(words.download, language),
                  tight: true,
                  cell: ({ number }) =>
                    html`<span><a href="${here}/${number}/pdf" aria-label="PDF ${number}">PDF</a> <a href="${here}/${number}/docx" aria-label="Word ${number}">Word</a></span>`,
                },
              ],
            })}${view.versions
              .toReversed()
              .filter(({ changes }) => changes.length > 0)
              .map(({ number, changes }) =>
                disclosure({
                  summary: `${say(words.versionOf, language, { code: String(number) })}　${say(words.changes, language)}`,
                  body: changeTable(changes, language),
                }),
              )}`,
          })
        : nothing
    }`,
  });
}

function changeTable(changes: readonly Change[], language: Language): Markup {
  return table({
    language,
    caption: say(words.changes, language),
    hideCaption: true,
    phone: 'cards',
    rows: changes.slice(0, 100),
    columns: [
      { key: 'under', label: say(words.under, language), header: true, cell: ({ under }) => under || '－' },
      {
        key: 'kind',
        label: say(words.changes, language),
        tight: true,
        cell: ({ kind }) =>
          chip({ text: say(words[`change.${kind}`], language), tone: kind === 'removed' ? 'quiet' : 'info' }),
      },
      {
        key: 'before',
        label: say(words.before, language),
        cell: ({ before }) => (before === null ? '' : html`<del>${before}</del>`),
      },
      {
        key: 'after',
        label: say(words.after, language),
        cell: ({ after }) => (after === null ? '' : html`<ins>${after}</ins>`),
      },
    ],
  });
}

/** The sentences of a template with the organisation's own beside them. */
export interface WordingView extends Base {
  readonly template: Template;
  readonly tongue: Language;
  readonly sentences: readonly { readonly article: string; readonly clause: Clause }[];
  readonly own: readonly (Edit & { readonly id: string })[];
  readonly carried: Carried;
  /** The sentence that is being changed. */
  readonly open: number | undefined;
  readonly isSaved: boolean;
}

/** Draws them; the one that is being changed has its form. */
export function wordingPage(view: WordingView): Markup {
  const { language } = view.page;
  const { template, tongue } = view;
  const here = `/papers/${view.organisation}/of/${template.id}`;
  const byModel = new Map(view.own.filter((edit) => edit.language === tongue).map((edit) => [edit.model, edit]));
  const article = (id: string) => template.articles.find((one) => one.id === id);
  const rows = view.sentences.map(({ article: id, clause }, index) => ({
    index,
    id,
    model: wording(clause, tongue),
    edit: byModel.get(wording(clause, tongue)),
  }));
  return page({
    ...view.page,
    title: say(words.wording, language),
    heading: say(words.wording, language),
    lead: say(words.wordingLead, language),
    kicker: html`${view.kicker} ${say(template.title, language)}`,
    breadcrumb: [
      { href: `/papers/${view.organisation}`, label: say(words.nav, language) },
      { href: here, label: say(template.title, language) },
    ],
    alerts: view.isSaved ? banner({ language, tone: 'good', live: true, title: say(words.saved, language) }) : nothing,
    main: html`${
      view.carried.conflicts.length > 0
        ? section({
            heading: say(words.conflict, language),
            note: say(words.conflictNote, language),
            body: table({
              language,
              caption: say(words.conflict, language),
              hideCaption: true,
              phone: 'cards',
              rows: view.carried.conflicts,
              columns: [
                { key: 'own', label: say(words.own, language), header: true, cell: ({ edit }) => edit.own },
                { key: 'now', label: say(words.nowModel, language), cell: ({ candidates }) => candidates.join(' / ') },
                {
                  key: 'do',
                  label: say(words.change, language),
                  cell: ({ edit }) => {
                    const kept = view.own.find((one) => one.model === edit.model && one.language === edit.language);
                    return kept
                      ? postButton({
                          action: `${here}/wording/${kept.id}/drop`,
                          text: say(words.back, language),
                          kind: 'sub',
                          small: true,
                          label: `${say(words.back, language)}: ${edit.own.slice(0, 40)}`,
                        })
                      : '';
                  },
                },
              ],
            }),
          })
        : nothing
    }${[...Map.groupBy(rows, ({ id }) => id)].map(([id, inside]) =>
      section({
        heading: wording(article(id)?.title ?? { ja: id, en: id }, tongue),
        body: html`${inside
          .filter(({ model }) => model !== wording(article(id)?.title ?? { ja: id, en: id }, tongue))
          .map(({ index, model, edit }) =>
            view.open === index
              ? form.form({
                  language,
                  action: `${here}/wording`,
                  id: 'change',
                  hidden: { sentence: String(index) },
                  body: html`<p class="note">${say(words.sentence, language)}：${model}</p>${form.textarea({ language, name: 'own', label: say(words.own, language), hint: say(words.ownHint, language), rows: 3, maxlength: 2000, value: edit?.own ?? model })}${button({ text: say(words.save, language) })}`,
                })
              : html`<p>${edit ? html`${chip({ text: say(words.changed, language), tone: 'info' })} ${edit.own === '' ? html`<del>${model}</del>` : edit.own}` : model} <a href="${here}/wording?sentence=${index}#change" aria-label="${say(words.change, language)}: ${model.slice(0, 30)}">${say(words.change, language)}</a>${edit ? postButton({ action: `${here}/wording/${edit.id}/drop`, text: say(words.back, language), kind: 'plain', small: true, label: `${say(words.back, language)}: ${model.slice(0, 30)}` }) : nothing}</p>`,
          )}`,
      }),
    )}`,
  });
}
