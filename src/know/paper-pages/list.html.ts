import { html, type Markup, nothing, type Part } from '#platform/html';
import { banner, button, chip, disclosure, fileList, form, page, section, steps, table } from '#platform/page';
import type { View } from '#platform/web';
import { type Language, languageNames, languages, say } from '#platform/words';
import { dayText } from '../day/index.ts';
import type { Field, Template } from '../paper/template.ts';
import type { PaperInShort } from '../paper-set/store.ts';
import { words } from './words.ts';

/** What every page of papers knows. */
export interface Base {
  readonly page: View;
  readonly organisation: string;
  readonly kicker: Part;
}

/** How a paper stands. */
export function stateOf(
  template: Template,
  paper: PaperInShort | undefined,
  today: string,
): 'none' | 'current' | 'edition' | 'review' {
  if (!paper) return 'none';
  if (paper.templateVersion < template.version) return 'edition';
  return paper.nextReviewOn <= today ? 'review' : 'current';
}

const tones = { none: 'quiet', current: 'good', edition: 'warn', review: 'warn' } as const;

/** The state as a chip. */
export function stateChip(state: ReturnType<typeof stateOf>, language: Language): Markup {
  return chip({ text: say(words[`state.${state}`], language), tone: tones[state] });
}

/** What somebody says of new versions, as it stands in a form. */
export interface Asked {
  readonly approver: string;
  readonly inForceOn: string;
  readonly nextReviewOn: string;
  readonly note: string;
}

/** The set. */
export interface SetView extends Base {
  readonly fitting: readonly Template[];
  readonly others: readonly Template[];
  readonly papers: ReadonlyMap<string, PaperInShort>;
  readonly today: string;
  readonly filled: number;
  readonly all: number;
  readonly isUnassessed: boolean;
  readonly asked: Asked;
  readonly chosen: readonly string[];
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly made: number | undefined;
  readonly isSaved: boolean;
}

/** Draws the set: how to go on, the papers, the form that makes them, the files. */
export function setPage(view: SetView): Markup {
  const { language } = view.page;
  const base = `/papers/${view.organisation}`;
  const has = view.papers.size > 0;
  return page({
    ...view.page,
    title: say(words.nav, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    kicker: view.kicker,
    alerts:
      view.made !== undefined
        ? banner({ language, tone: 'good', live: true, title: say(words.made, language, { count: view.made }) })
        : view.isSaved
          ? banner({ language, tone: 'good', live: true, title: say(words.saved, language) })
          : nothing,
    aside: html`${
      has
        ? section({
            heading: say(words.all, language),
            body: fileList({
              language,
              files: (['both', 'pdf', 'docx'] as const).map((format) => ({
                href: `${base}/zip?format=${format}`,
                name: say(
                  format === 'both' ? words.zipBoth : format === 'pdf' ? words.zipPdf : words.zipDocx,
                  language,
                ),
                note: 'ZIP',
              })),
            }),
          })
        : nothing
    }${section({
      heading: say(words.steps, language),
      body: steps({
        language,
        steps: [
          ...(view.isUnassessed
            ? [
                {
                  title: html`<a href="/assessments">${say(words.stepAssess, language)}</a>`,
                  detail: say(words.stepAssessNote, language),
                },
              ]
            : []),
          {
            title: html`<a href="${base}/answers">${say(words.stepAnswers, language)}</a>`,
            detail: say(words.stepAnswersNote, language, { filled: view.filled, all: view.all }),
            done: view.filled === view.all,
          },
          {
            title: html`<a href="#make">${say(words.stepMake, language)}</a>`,
            detail: say(words.stepMakeNote, language),
            done: view.fitting.every(({ id }) => view.papers.has(id)),
          },
        ],
      }),
    })}`,
    main: html`${table({
      language,
      caption: say(words.title, language),
      hideCaption: true,
      phone: 'cards',
      rows: view.fitting.map((template) => ({ template, paper: view.papers.get(template.id) })),
      columns: [
        {
          key: 'title',
          label: say(words.paper, language),
          header: true,
          cell: ({ template }) => html`<a href="${base}/of/${template.id}">${say(template.title, language)}</a>`,
        },
        {
          key: 'state',
          label: say(words.state, language),
          tight: true,
          cell: ({ template, paper }) => stateChip(stateOf(template, paper, view.today), language),
        },
        {
          key: 'version',
          label: say(words.version, language),
          tight: true,
          cell: ({ paper }) => (paper ? say(words.versionOf, language, { code: String(paper.number) }) : ''),
        },
        {
          key: 'review',
          label: say(words.review, language),
          tight: true,
          cell: ({ paper }) => (paper ? dayText(paper.nextReviewOn, language) : ''),
        },
        {
          key: 'download',
          label: say(words.download, language),
          tight: true,
          cell: ({ template, paper }) =>
            paper
              ? html`<span><a href="${base}/of/${template.id}/${paper.number}/pdf" aria-label="${say(template.title, language)} PDF">PDF</a> <a href="${base}/of/${template.id}/${paper.number}/docx" aria-label="${say(template.title, language)} Word">Word</a></span>`
              : '',
        },
      ],
    })}${section({
      heading: say(words.makeTitle, language),
      id: 'make',
      ...(has ? { note: say(words.makeLead, language) } : {}),
      body: form.form({
        language,
        action: `${base}/make`,
        errors: view.errors,
        body: html`${askedFields(language, view.asked, view.errors)}${form.checkboxes({
          language,
          name: 'papers',
          label: say(words.which, language),
          values: view.chosen,
          error: view.errors.find(({ name }) => name === 'papers')?.text,
          choices: view.fitting.map(({ id, title }) => ({ value: id, label: say(title, language) })),
        })}${button({ text: say(words.makeAll, language) })}`,
      }),
    })}${
      view.others.length > 0
        ? disclosure({
            summary: say(words.others, language),
            body: html`<p class="note">${say(words.othersNote, language)}</p><ul>${view.others.map(({ title }) => html`<li>${say(title, language)}</li>`)}</ul>`,
          })
        : nothing
    }`,
  });
}

/** Approver and days of a new version. */
export function askedFields(
  language: Language,
  asked: Asked,
  errors: readonly { readonly name: string; readonly text: string }[],
  withNote = false,
): Markup {
  const error = (name: string) => errors.find((one) => one.name === name)?.text;
  return html`${form.text({ language, name: 'approver', label: say(words.approver, language), value: asked.approver, maxlength: 100, error: error('approver') })}${form.date({ language, name: 'inForceOn', label: say(words.inForce, language), value: asked.inForceOn, required: true, error: error('inForceOn') })}${form.date({ language, name: 'nextReviewOn', label: say(words.nextReview, language), value: asked.nextReviewOn, required: true, error: error('nextReviewOn') })}${withNote ? form.text({ language, name: 'note', label: say(words.note, language), hint: say(words.noteHint, language), value: asked.note, maxlength: 500 }) : nothing}`;
}

/** What the papers ask for. */
export function answersPage(
  view: Base & {
    readonly fields: readonly Field[];
    readonly values: Readonly<Record<string, string>>;
    readonly tongue: Language;
  },
): Markup {
  const { language } = view.page;
  const base = `/papers/${view.organisation}`;
  return page({
    ...view.page,
    title: say(words.answersTitle, language),
    heading: say(words.answersTitle, language),
    lead: say(words.answersLead, language),
    kicker: view.kicker,
    narrow: true,
    breadcrumb: [{ href: base, label: say(words.nav, language) }],
    main: form.form({
      language,
      action: `${base}/answers`,
      body: html`${view.fields.map(({ id, label, hint, kind, usual }) =>
        form.text({
          language,
          name: `field-${id}`,
          label: say(label, language),
          ...(hint || usual
            ? {
                hint: [
                  hint && say(hint, language),
                  usual && say(words.usual, language, { usual: say(usual, language) }),
                ]
                  .filter(Boolean)
                  .join(' '),
              }
            : {}),
          value: view.values[id],
          maxlength: 200,
          type: kind === 'phone' ? 'tel' : kind === 'mail' ? 'email' : 'text',
          ...(kind === 'number' ? { inputmode: 'numeric' as const, width: 'short' as const } : {}),
        }),
      )}${form.select({ language, name: 'language', label: say(words.language, language), blank: false, value: view.tongue, choices: languages.map((value) => ({ value, label: languageNames[value] })) })}${button({ text: say(words.save, language) })}`,
    }),
  });
}
