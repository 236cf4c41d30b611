import { html, type Markup, nothing } from '#platform/html';
import {
  banner,
  button,
  chip,
  copyable,
  disclosure,
  empty,
  facts,
  fileList,
  form,
  helpBox,
  page,
  section,
  taskList,
  timeline,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { loadLibrary } from '../assessment/load.ts';
import type { Checked, Verdict } from '../declaration/decide.ts';
import type { StandingNow } from '../declaration/life.ts';
import { formatDeclarationNumber } from '../declaration/number.ts';
import { findLevel, type Level } from '../declaration/rules.ts';
import { type Declarant, type KeptDeclaration, type PastEvent, rules, type Said } from '../declaration/store.ts';
import { prefectures } from './prefectures.ts';
import { words } from './words.ts';

/** Trades and sizes as the questionnaires name them. */
export const { trades, sizes } = loadLibrary().start;

/** What a member sees of its own declaration. */
export interface OwnView {
  readonly page: View;
  readonly declarant: Declarant;
  readonly current: KeptDeclaration | undefined;
  readonly standing: StandingNow | undefined;
  /** Every level, judged as if everything that the form asks for were given. */
  readonly verdicts: readonly Verdict[];
  readonly history: readonly PastEvent[];
  readonly said: Said;
  readonly chosen: string | undefined;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly done: 'made' | 'renewed' | 'changed' | 'withdrawn' | undefined;
  readonly isOperator: boolean;
  readonly verifyUrl: string | undefined;
}

/** A level in words with its stars. */
export function levelName(level: Pick<Level, 'stars' | 'title'> | null, language: Language): string {
  return level ? `${'★'.repeat(level.stars)} ${level.title[language]}` : '';
}

/** The page of one organisation's declaration: what holds, what can be declared, what happened. */
export function ownPage(view: OwnView): Markup {
  const { language } = view.page;
  const { current, standing } = view;
  const isInForce = standing === 'valid' || standing === 'due';
  const level = current ? findLevel(rules, current.level) : null;
  const base = `/organisations/${view.declarant.id}/declaration`;
  return page({
    ...view.page,
    title: say(words.title, language),
    kicker: view.declarant.name,
    heading: say(words.title, language),
    lead:
      current && isInForce
        ? say(words.leadHeld, language, {
            level: levelName(level, language),
            date: formatDate(current.validUntil, language),
          })
        : say(words.leadNone, language),
    alerts: view.done
      ? banner({
          language,
          tone: view.done === 'withdrawn' ? 'info' : 'good',
          title: say(words[view.done], language),
          body:
            view.done === 'made'
              ? say(words.madeBody, language)
              : view.done === 'withdrawn'
                ? say(words.withdrawnBody, language)
                : nothing,
          live: true,
        })
      : nothing,
    main: html`${current && isInForce ? heldSection(view, current, base) : nothing}
${section({ heading: say(words.levels, language), body: html`${view.verdicts.map((verdict) => levelSection(view, verdict, isInForce ? current?.level : undefined))}` })}
${view.isOperator ? nothing : declareForm(view, base, isInForce)}
${section({ heading: say(words.history, language), body: historyOf(view.history, language) })}
${isInForce ? withdrawForm(view, base) : nothing}`,
    aside: helpBox({ title: say(words.help, language), body: say(words.helpBody, language) }),
  });
}

function heldSection(view: OwnView, current: KeptDeclaration, base: string): Markup {
  const { language } = view.page;
  const level = findLevel(rules, current.level);
  const isUnproven = view.declarant.corporateNumber !== null && !view.declarant.isProven;
  return section({
    heading: say(words.standing, language),
    body: html`${facts({
      language,
      facts: [
        { name: say(words.level, language), value: html`<strong>${levelName(level, language)}</strong>` },
        {
          name: say(words.number, language),
          value: html`<a href="/verify/${current.number}"><code>${formatDeclarationNumber(current.number)}</code></a>`,
        },
        { name: say(words.declaredOn, language), value: formatDate(current.madeAt, language) },
        { name: say(words.validUntil, language), value: formatDate(current.validUntil, language) },
      ],
    })}
${view.verifyUrl ? html`<h3>${say(words.publicPage, language)}</h3>${copyable({ language, label: say(words.publicPage, language), text: view.verifyUrl })}` : nothing}
${isUnproven ? html`<p class="note">${say(words.unproven, language)}</p>` : nothing}
<h3>${say(words.files, language)}</h3>
${fileList({
  language,
  files: [
    { href: `${base}/certificate.pdf`, name: say(words.pdf, language), note: say(words.pdfNote, language) },
    { href: `${base}/certificate.jws`, name: say(words.sealed, language), note: say(words.sealedNote, language) },
  ],
})}
<p><a href="${base}/logo">${say(words.logo, language)}</a> <span class="note">${say(words.logoNote, language)}</span></p>
${
  view.standing === 'due' && !view.isOperator
    ? form.form({
        language,
        action: `${base}/renew`,
        id: 'renew',
        body: html`<p>${say(words.renewNote, language, { months: rules.validMonths })}</p>${said(view, 'renew')}${button({ text: say(words.renew, language) })}`,
      })
    : nothing
}`,
  });
}

function levelSection(view: OwnView, verdict: Verdict, held: string | undefined): Markup {
  const { language } = view.page;
  const { level } = verdict;
  if (held && level.stars < (findLevel(rules, held)?.stars ?? 0))
    return html`<h3>${levelName(level, language)} ${chip({ text: say(words.included, language), tone: 'good' })}</h3>`;
  const state = !level.open
    ? chip({ text: say(words.planned, language), tone: 'quiet' })
    : held === level.id
      ? chip({ text: say(words.held, language), tone: 'good' })
      : nothing;
  return html`<h3>${levelName(level, language)} ${state}</h3><p>${level.says[language]}</p>${taskList({
    tasks: verdict.conditions.map((one) => ({
      text: one.condition.text[language],
      state: conditionChip(one, held === level.id, language),
      ...whatToDo(view, one),
    })),
  })}`;
}

/** Conditions that the form below asks for. */
const isInForm = (one: Checked) => one.condition.kind === 'agreed' || one.condition.kind === 'document';

function conditionChip(one: Checked, isHeld: boolean, language: Language): Markup {
  if (isInForm(one) && !isHeld) return chip({ text: say(words.conditionHere, language), tone: 'info' });
  return one.met
    ? chip({ text: say(words.conditionMet, language), tone: 'good' })
    : chip({ text: say(words.conditionOpen, language), tone: 'warn' });
}

/** What is missing, and where to do something about it. */
function whatToDo(view: OwnView, one: Checked): { readonly note?: string; readonly href?: string } {
  const { language } = view.page;
  if (one.lack === null || isInForm(one)) return {};
  const { condition } = one;
  const [href, act] =
    condition.kind === 'assessed'
      ? [`/questionnaires/${condition.questionnaire}`, say(words.answer, language)]
      : condition.kind === 'role'
        ? [`/organisations/${view.declarant.id}/roles`, say(words.fillRoles, language)]
        : [undefined, ''];
  return { note: `${say(words[`lack.${one.lack}`], language)}${act ? ` → ${act}` : ''}`, ...(href ? { href } : {}) };
}

/** The fields in which an organisation says what no table knows. `id` keeps two forms of one page apart. */
function said(view: OwnView, id: string): Markup {
  const { language } = view.page;
  const error = (name: string) => view.errors.find((one) => one.name === name)?.text;
  const field = (name: string) => ({ language, name, id: `${id}-${name}`, error: error(name) });
  return html`${form.checkboxes({ ...field('agreed'), label: say(words.pledges, language), values: view.said.agreed, choices: rules.statements.map((one) => ({ value: one.id, label: one.text[language] })) })}
${form.group({
  heading: say(words.policy, language),
  note: html`${say(words.policyNote, language)} <a href="/papers">${say(words.papers, language)}</a>`,
  body: html`${form.date({ ...field('policyOn'), label: say(words.policyOn, language), value: view.said.policyOn ?? undefined })}${form.text({ ...field('policyUrl'), label: say(words.policyUrl, language), hint: say(words.policyUrlHint, language), type: 'url', value: view.said.policyUrl, maxlength: 500 })}`,
})}
${form.group({
  heading: say(words.about, language),
  note: say(words.aboutNote, language),
  body: html`${form.select({ ...field('prefecture'), label: say(words.prefecture, language), value: view.said.prefecture, choices: prefectures.map((one) => ({ value: one.ja, label: language === 'en' ? one.en : one.ja })) })}${form.select({ ...field('trade'), label: say(words.trade, language), value: view.said.trade, choices: trades.map((one) => ({ value: one.id, label: one.text[language] })) })}${form.select({ ...field('sizeBand'), label: say(words.size, language), value: view.said.sizeBand === null ? '' : String(view.said.sizeBand), choices: sizes.map((one) => ({ value: String(one.people), label: one.text[language] })) })}`,
})}`;
}

function declareForm(view: OwnView, base: string, isInForce: boolean): Markup {
  const { language } = view.page;
  const open = view.verdicts.filter(({ level }) => level.open && !(isInForce && level.id === view.current?.level));
  if (open.length === 0) return nothing;
  const errors = view.errors.map((one) => ({ ...one, id: `declare-${one.name}` }));
  const made = form.form({
    language,
    action: base,
    id: 'declare',
    errors,
    body: html`${form.radios({ language, name: 'level', id: 'declare-level', label: say(words.chooseLevel, language), value: view.chosen ?? (open.length === 1 ? open[0]?.level.id : undefined), error: view.errors.find((one) => one.name === 'level')?.text, choices: open.map(({ level }) => ({ value: level.id, label: levelName(level, language), hint: level.says[language] })) })}${said(view, 'declare')}${button({ text: say(isInForce ? words.change : words.declare, language), kind: view.standing === 'due' ? 'sub' : 'main' })}`,
  });
  const heading = say(isInForce ? words.formChange : words.formHeading, language);
  // Who holds the highest there is rarely wants to come down.
  const isDown =
    isInForce && view.errors.length === 0 && open.every(({ level }) => level.stars < (view.current?.stars ?? 0));
  return isDown ? disclosure({ summary: heading, body: made }) : section({ heading, body: made });
}

function historyOf(events: readonly PastEvent[], language: Language): Markup {
  if (events.length === 0) return empty({ title: say(words.historyNone, language) });
  return timeline({
    language,
    happenings: events.map((event) => ({
      at: event.at,
      text:
        event.kind === 'withdrawn'
          ? say(words['event.withdrawn'], language, { number: formatDeclarationNumber(event.number) })
          : say(words[`event.${event.kind}`], language, {
              level: levelName(findLevel(rules, event.level ?? ''), language),
              number: formatDeclarationNumber(event.number),
            }),
      ...(event.by === 'hub'
        ? { detail: say(words['event.by-hub'], language, { reason: event.reason }) }
        : event.reason
          ? { detail: event.reason }
          : {}),
      tone: event.kind === 'withdrawn' ? ('warn' as const) : ('good' as const),
    })),
  });
}

function withdrawForm(view: OwnView, base: string): Markup {
  const { language } = view.page;
  return disclosure({
    summary: say(words.withdrawHeading, language),
    body: form.form({
      language,
      action: `${base}/withdraw`,
      id: 'withdraw',
      body: html`<p>${say(words.withdrawNote, language)}</p>${form.text({ language, name: 'reason', id: 'withdraw-reason', label: say(words.withdrawReason, language), hint: view.isOperator ? undefined : say(words.withdrawReasonHint, language), maxlength: 500, required: view.isOperator })}${button({ text: say(words.withdraw, language), kind: 'danger' })}`,
    }),
  });
}

/** The terms of the logo, before it is fetched. */
export function logoPage(view: {
  readonly page: View;
  readonly base: string;
  readonly declaration: KeptDeclaration;
  readonly svg: string;
}): Markup {
  const { language } = view.page;
  const level = findLevel(rules, view.declaration.level);
  return page({
    ...view.page,
    title: say(words.logo, language),
    heading: say(words.logo, language),
    narrow: true,
    breadcrumb: [{ href: view.base, label: say(words.title, language) }],
    main: html`<p><img src="data:image/svg+xml;base64,${Buffer.from(view.svg).toString('base64')}" width="240" height="200" alt="${say(words.logoAlt, language, { level: levelName(level, language) })}"></p>
${section({ heading: say(words.logoTerms, language), body: html`<ol>${rules.logoTerms.map((one) => html`<li>${one[language]}</li>`)}</ol>` })}
<p>${button({ text: say(words.logoGet, language), href: `${view.base}/logo.svg` })}</p>`,
  });
}
