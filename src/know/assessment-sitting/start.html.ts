import { attrs, html, type Markup, nothing } from '#platform/html';
import { button, chip, disclosure, form, page, printButton, section, taskList } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import type { Profile } from '../assessment/profile.ts';
import type { Questionnaire } from '../assessment/questionnaire.ts';
import { askerOf, type Start } from '../assessment/start.ts';
import type { Texts } from '../assessment/texts.ts';
import { words } from './words.ts';

/** The five questions at the door. */
export function startPage(view: { readonly page: View; readonly start: Start; readonly profile: Profile }): Markup {
  const { start, profile } = view;
  const { language } = view.page;
  const { questions, why } = start;
  const optional = (reason: Texts) =>
    `${reason[language]}${language === 'en' ? ' ' : ''}${say(words.optional, language)}`;
  const choices = (
    options: readonly { readonly id: string; readonly text: Texts; readonly hint?: Texts | undefined }[],
  ) =>
    options.map(({ id, text, hint }) => ({
      value: id,
      label: text[language],
      ...(hint ? { hint: hint[language] } : {}),
    }));
  const band = start.sizes.map(({ people }) => people).filter((from) => from <= (profile.people ?? 0));
  return page({
    ...view.page,
    title: say(words.startTitle, language),
    heading: say(words.startTitle, language),
    lead: say(words.startLead, language),
    narrow: true,
    main: html`<form class="form" action="/start/questionnaires">
${form.radios({ language, name: 'asker', label: `1. ${questions.asker[language]}`, hint: why.asker[language], choices: choices(start.askers), value: profile.asker ?? 'organisation' })}
${form.radios({ language, name: 'people', label: `2. ${questions.people[language]}`, hint: optional(why.people), choices: start.sizes.map(({ people, text }) => ({ value: String(people), label: text[language] })), value: profile.people === undefined ? undefined : String(band.at(-1)), row: true })}
${form.select({ language, name: 'trade', label: `3. ${questions.trade[language]}`, choices: choices(start.trades), value: profile.trade, blank: say(words.choose, language), hint: optional(why.trade), width: 'full' })}
${form.checkboxes({ language, name: 'uses', label: `4. ${questions.uses[language]}`, hint: why.uses[language], choices: choices(start.uses), values: profile.uses })}
${form.radios({ language, name: 'goal', label: `5. ${questions.goal[language]}`, hint: why.goal[language], choices: choices(start.goals), value: profile.goal ?? 'begin' })}
${button({ text: say(words.show, language) })}<p class="note">${say(words.startPrivacy, language)}</p></form><p><a href="/questionnaires">${say(words.allSheets, language)}</a></p>`,
  });
}

/** An organisation somebody may answer for. */
interface Own {
  readonly id: string;
  readonly name: string;
}

/** What the form of a beginning carries along unseen. */
function carried(profile: Profile): Markup {
  const fields: [string, string][] = [
    ...(profile.asker ? [['asker', profile.asker] as [string, string]] : []),
    ...(profile.people ? [['people', String(profile.people)] as [string, string]] : []),
    ...(profile.trade ? [['trade', profile.trade] as [string, string]] : []),
    ...(profile.goal ? [['goal', profile.goal] as [string, string]] : []),
    ...profile.uses.map((use): [string, string] => ['uses', use]),
  ];
  return html`${fields.map(([name, value]) => html`<input${attrs({ type: 'hidden', name, value })}>`)}`;
}

function beginForm(
  sheet: Questionnaire,
  profile: Profile,
  mine: readonly Own[],
  language: Language,
  isMain: boolean,
): Markup {
  const choose =
    mine.length > 1
      ? form.select({
          language,
          name: 'organisation',
          id: `o-${sheet.id}`,
          label: say(words.forOrganisation, language),
          choices: mine.map(({ id, name }) => ({ value: id, label: name })),
          value: mine[0]?.id,
          blank: false,
        })
      : nothing;
  return html`<form method="post" action="/start" class="post" data-once><input type="hidden" name="questionnaire" value="${sheet.id}">${carried(profile)}${choose}${
    sheet.id === 'contractor-check'
      ? form.text({
          language,
          name: 'about',
          id: `a-${sheet.id}`,
          label: say(words.about, language),
          hint: say(words.aboutHint, language),
          maxlength: 200,
        })
      : nothing
  }${button({ text: say(words.begin, language), kind: isMain ? 'main' : 'sub', label: say(words.beginThis, language, { title: sheet.title[language] }) })}</form>`;
}

const extentOf = (sheet: Questionnaire, count: number, language: Language) =>
  say(words.extent, language, { count, minutes: sheet.minutes });

/** What fits, the one to begin with first. */
export function fittingPage(view: {
  readonly page: View;
  readonly profile: Profile;
  readonly mine: readonly Own[];
  readonly fitting: readonly { readonly sheet: Questionnaire; readonly because: Texts; readonly count: number }[];
  readonly back: string;
}): Markup {
  const { profile, mine, fitting } = view;
  const { language } = view.page;
  const [first, ...others] = fitting;
  const one = ({ sheet, because, count }: (typeof fitting)[number], isMain: boolean) =>
    html`<section class="section"><h2>${sheet.title[language]}${isMain ? html` ${chip({ text: say(words.first, language), tone: 'good' })}` : ''}</h2><p>${because[language]}</p><p class="note">${extentOf(sheet, count, language)} · <a href="/questionnaires/${sheet.id}">${say(words.look, language)}</a></p>${beginForm(sheet, profile, mine, language, isMain)}</section>`;
  return page({
    ...view.page,
    title: say(words.forYou, language),
    heading: say(words.forYou, language),
    lead: say(words.forYouLead, language),
    narrow: true,
    hidden: true,
    main: html`${first ? one(first, true) : nothing}${others.map((other) => one(other, false))}<p><a href="${view.back}">${say(words.changeAnswers, language)}</a></p>`,
  });
}

/** All questionnaires, for those who know what they want. */
export function sheetsPage(view: {
  readonly page: View;
  readonly start: Start;
  readonly sheets: readonly Questionnaire[];
}): Markup {
  const { start, sheets } = view;
  const { language } = view.page;
  const one = (sheet: Questionnaire) => ({
    text: sheet.title[language],
    href: `/questionnaires/${sheet.id}`,
    note: extentOf(sheet, sheet.questions.length, language),
  });
  const groups = (['organisation', 'operator', 'person'] as const).map((asker) => ({
    title: start.askers.find(({ id }) => id === asker)?.text[language] ?? '',
    tasks: sheets.filter(({ id }) => askerOf(start, id) === asker).map(one),
  }));
  return page({
    ...view.page,
    title: say(words.allSheets, language),
    heading: say(words.allSheets, language),
    lead: say(words.allSheetsLead, language),
    narrow: true,
    actions: button({ text: say(words.helpMeChoose, language), href: '/start' }),
    main: html`${groups.map(({ title, tasks }) => section({ heading: title, body: taskList({ tasks }) }))}<p><a href="/figures">${say(words.othersResults, language)}</a></p>`,
  });
}

/** One questionnaire to read, to print or to begin: every question with why and example. */
export function sheetPage(view: {
  readonly page: View;
  readonly sheet: Questionnaire;
  readonly profile: Profile;
  readonly mine: readonly Own[];
  readonly versions: readonly Questionnaire[];
}): Markup {
  const { sheet } = view;
  const { language } = view.page;
  const newest = view.versions.at(-1);
  return page({
    ...view.page,
    title: sheet.title[language],
    kicker: html`${say(words.version, language, { number: sheet.version })} · ${formatDate(new Date(sheet.publishedOn), language)}`,
    heading: sheet.title[language],
    lead: sheet.intro[language],
    narrow: true,
    actions: html`${sheet === newest ? beginForm(sheet, view.profile, view.mine, language, true) : nothing}${printButton({ language })}`,
    main: html`<p class="note">${extentOf(sheet, sheet.questions.length, language)}</p>${sheet.groups.map((group) =>
      section({
        heading: group.title[language],
        body: html`<ol class="paper-questions">${sheet.questions
          .filter((question) => question.group === group.id)
          .map(
            (question) => html`<li id="${question.id}">${paperQuestion(sheet, question.id, language, undefined)}</li>`,
          )}</ol>`,
      }),
    )}${
      view.versions.length > 1
        ? disclosure({
            summary: say(words.olderVersions, language),
            body: html`<ul>${view.versions.map(({ id, version, publishedOn }) => html`<li><a href="/questionnaires/${id}?version=${version}">${say(words.version, language, { number: version })}</a> ${formatDate(new Date(publishedOn), language)}</li>`)}</ul>`,
          })
        : nothing
    }`,
  });
}

/** One question as it stands on paper: boxes to tick, or the answer given. */
export function paperQuestion(
  sheet: Questionnaire,
  id: string,
  language: Language,
  answer: string | undefined,
): Markup {
  const question = sheet.questions.find((one) => one.id === id);
  if (!question) return nothing;
  return html`<p><b>${question.ask[language]}</b></p><p>${sheet.scale.map(({ id: choice, text }) => html`<span class="paper-choice">${choice === answer ? '☑' : '☐'} ${text[language]}</span> `)}</p><p class="note">${say(words.why, language)}${language === 'en' ? ': ' : '：'}${question.why[language]}</p><p class="note">${say(words.example, language)}${language === 'en' ? ': ' : '：'}${question.example[language]}</p>`;
}
