import { html, type Markup, nothing, type Part } from '#platform/html';
import { banner, button, facts, form, page, section } from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { type CorporateNumber, formatCorporateNumber } from '../corporate-number/decide.ts';
import { formatDeclarationNumber } from '../declaration/number.ts';
import { findLevel } from '../declaration/rules.ts';
import { rules } from '../declaration/store.ts';
import type { PublicDeclaration, PublicStanding, SealVerdict } from '../declaration/verify.ts';
import { words } from './words.ts';

const levelName = (id: string, language: Language) => {
  const level = findLevel(rules, id);
  return level ? `${'★'.repeat(level.stars)} ${level.title[language]}` : '';
};

/** Where somebody begins: one number, a sealed file, or the way to the batch. */
export function askPage(view: {
  readonly page: View;
  readonly given: string;
  readonly error: string | undefined;
  readonly sealError: string | undefined;
}): Markup {
  const { language } = view.page;
  return page({
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    narrow: true,
    main: html`<form class="form" method="get" action="/verify" role="search">${form.text({ language, name: 'number', label: say(words.number, language), hint: say(words.numberHint, language), value: view.given, error: view.error, required: true, maxlength: 40, code: true, width: 'medium' })}${button({ text: say(words.check, language) })}</form>
${section({
  heading: say(words.sealHeading, language),
  note: say(words.sealNote, language),
  body: form.form({
    language,
    action: '/verify/seal',
    files: true,
    errors: view.sealError ? [{ name: 'file', text: view.sealError }] : [],
    body: html`${form.file({ language, name: 'file', label: say(words.sealFile, language), accept: '.jws,.txt', error: view.sealError })}${button({ text: say(words.check, language), kind: 'sub' })}`,
  }),
})}
${section({ heading: say(words.more, language), body: html`<ul><li><a href="/verify/batch">${say(words.batchLink, language)}</a></li><li><a href="/declarations/statistics">${say(words.statisticsLink, language)}</a></li><li><a href="/api/openapi.json">${say(words.apiLink, language)}</a></li></ul>` })}`,
  });
}

/** The answer about one declaration; with a seal, what the file was worth. */
export function answerPage(view: {
  readonly page: View;
  readonly row: PublicDeclaration | undefined;
  readonly standing: PublicStanding;
  readonly now: Date;
  readonly seal?: { readonly verdict: SealVerdict; readonly sealedAt: Date };
}): Markup {
  const { language } = view.page;
  const { row, standing, seal } = view;
  return page({
    ...view.page,
    title: say(words.title, language),
    heading: say(words.title, language),
    narrow: true,
    hidden: true,
    breadcrumb: [{ href: '/verify', label: say(words.nav, language) }],
    main: html`${seal && seal.verdict !== 'holds' ? banner({ language, tone: seal.verdict === 'outdated' ? 'warn' : 'urgent', title: say(words[`seal.${seal.verdict}`], language), body: seal.verdict === 'outdated' ? say(words['seal.outdatedBody'], language) : nothing, live: true }) : nothing}
${told(view)}
${row ? facts({ language, facts: factsOf(row, language, standing, seal) }) : nothing}
<p class="note">${say(words.asked, language, { time: formatDate(view.now, language, 'minute') })}${standing === 'valid' ? html` ${say(words.own, language)}` : nothing}</p>
<p>${button({ text: say(words.again, language), href: '/verify', kind: 'sub' })}</p>`,
  });
}

function told(view: Parameters<typeof answerPage>[0]): Markup {
  const { language } = view.page;
  const { row, standing, seal } = view;
  if (row && standing === 'valid')
    return banner({
      language,
      tone: 'good',
      title: say(seal?.verdict === 'holds' ? words['seal.holds'] : words.valid, language),
      body: say(words.validBody, language, { name: row.name ?? '', level: levelName(row.level, language) }),
    });
  if (seal && seal.verdict !== 'holds' && seal.verdict !== 'outdated') return html`${nothing}`;
  if (row && standing === 'lapsed')
    return banner({
      language,
      tone: 'warn',
      title: say(words.lapsed, language),
      body: say(words.lapsedBody, language, { date: formatDate(row.validUntil, language) }),
    });
  if (standing === 'withdrawn')
    return banner({
      language,
      tone: 'urgent',
      title: say(words['withdrawn.title'], language),
      body: say(words.withdrawnBody, language),
    });
  return banner({ language, tone: 'warn', title: say(words.none, language), body: say(words.noneBody, language) });
}

function factsOf(
  row: PublicDeclaration,
  language: Language,
  standing: PublicStanding,
  seal: { readonly sealedAt: Date } | undefined,
) {
  const lines: { readonly name: string; readonly value: Part }[] = [];
  const add = (name: string, value: Part | null) => value !== null && value !== '' && lines.push({ name, value });
  if (standing !== 'withdrawn') {
    add(say(words.organisation, language), language === 'en' && row.nameEn ? `${row.nameEn} (${row.name})` : row.name);
    add(
      say(words.corporateNumber, language),
      row.corporateNumber === null ? null : formatCorporateNumber(row.corporateNumber as CorporateNumber),
    );
    add(say(words.prefecture, language), row.prefecture);
    add(say(words.level, language), html`<strong>${levelName(row.level, language)}</strong>`);
  }
  add(say(words.declarationNumber, language), html`<code>${formatDeclarationNumber(row.number)}</code>`);
  add(say(words.declaredOn, language), formatDate(row.madeAt, language));
  if (standing !== 'withdrawn') add(say(words.validUntil, language), formatDate(row.validUntil, language));
  if (row.withdrawnAt) add(say(words.withdrawnOn, language), formatDate(row.withdrawnAt, language));
  if (standing === 'valid' && row.policyUrl)
    add(
      say(words.policy, language),
      html`<a href="${row.policyUrl}" rel="nofollow noopener noreferrer">${row.policyUrl}</a> <span class="note">${say(words.policyNote, language)}</span>`,
    );
  if (seal) add(say(words.sealedAt, language), formatDate(seal.sealedAt, language, 'minute'));
  return lines;
}
