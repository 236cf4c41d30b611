import { html } from '#platform/html';
import { icon, iconNames } from '../icons.ts';
import { breadcrumb, headline, section, tabs } from '../layout/headline.ts';
import { letter } from '../layout/letter.ts';
import { button } from '../text/button.ts';
import { chip } from '../text/chip.ts';
import { type Exhibit, exhibit } from './exhibit.ts';

/** The frame of pages. The kit page itself shows head, menu, language switch, skip link and foot. */
export const layoutExhibits: readonly Exhibit[] = [
  exhibit((options: Parameters<typeof headline>[0]) => headline(options))({
    name: 'headline',
    purpose:
      'The answer first: the only h1 of a page with what belongs above and below it. `page({heading, …})` draws it.',
    call: 'headline({ heading, kicker, lead, actions })',
    examples: (_, t) => ({
      notice: {
        kicker: html`${t('株式会社みほん製作所 様へのお知らせ', 'To Mihon Works, Ltd.')} ${chip({ text: t('急ぎ', 'Urgent'), tone: 'urgent' })}`,
        heading: t(
          '会社の録画機が、外からだれでも操作できる状態です',
          'Anyone outside can operate your company’s video recorder',
        ),
        lead: t(
          '買ったときのままのパスワードで入れることが確かめられました。',
          'It still has the password it was sold with.',
        ),
        actions: html`${button({ text: t('今することを見る', 'What to do now'), href: '#' })}<a href="#">${t('印刷', 'Print')}</a>`,
      },
    }),
  }),
  exhibit(section)({
    name: 'section',
    purpose: 'A part of a page: an h2 and what stands under it.',
    call: 'section({ heading, note, body })',
    examples: (_, t) => ({
      one: {
        heading: t('今すること', 'What to do now'),
        note: t('目安20分', 'About 20 minutes'),
        body: html`<p>${t('中身', 'The body')}</p>`,
      },
    }),
  }),
  exhibit(breadcrumb)({
    name: 'breadcrumb',
    purpose: 'The way from the first page to this one. `page({breadcrumb})` draws it.',
    call: 'breadcrumb({ language, links: [{ href, label }], here })',
    examples: (language, t) => ({
      three: {
        language,
        links: [
          { href: '#', label: t('組織', 'Organisations') },
          {
            href: '#',
            label: t(
              '独立行政法人みほん県央地域広域医療情報連携推進機構',
              'Agency for Regional Medical Information Exchange',
            ),
          },
        ],
        here: t('録画機の初期パスワード', 'Recorder with its first password'),
      },
    }),
  }),
  exhibit(tabs)({
    name: 'tabs',
    purpose: 'Several views of one thing, each with its own address.',
    call: 'tabs({ language, links: [{ href, label, count }], current })',
    examples: (language, t) => ({
      states: {
        language,
        current: '?open',
        links: [
          { href: '?open', label: t('返事なし', 'No answer'), count: '312' },
          { href: '?fixed', label: t('直った', 'Fixed'), count: '3,021' },
          { href: '?all', label: t('すべて', 'All') },
        ],
      },
    }),
  }),
  exhibit(
    ({ names }: { names: typeof iconNames }) =>
      html`<ul class="row">${names.map((name) => html`<li>${icon(name)} <small>${name}</small></li>`)}</ul>`,
  )({
    name: 'icon',
    purpose: 'A mark beside words; it says nothing by itself.',
    call: "icon('check')",
    examples: () => ({ all: { names: iconNames } }),
  }),
  exhibit((options: Parameters<typeof letter>[0]) => letter(options))({
    name: 'letter',
    purpose: 'A letter on A4 for a window envelope (長形3号), printed from the browser.',
    call: 'letter({ language, to, from, on, subject, body, reference, code })',
    examples: (language, t) => ({
      notice: {
        language,
        to: [
          t('〒100-0000', '100-0000'),
          t('東京都みほん区みほん町1-2-3', '1-2-3 Mihoncho, Mihon-ku, Tokyo'),
          t('株式会社みほん製作所', 'Mihon Works, Ltd.'),
          t('総務部 御中', 'General Affairs'),
        ],
        from: [t('みほん地域セキュリティの会', 'Mihon Regional Security Association')],
        on: new Date('2026-11-20T00:00:00Z'),
        subject: t('会社の録画機についてのお知らせ', 'About your company’s video recorder'),
        body: html`<p>${t('インターネットから録画機に、買ったときのままのパスワードで入れることが確かめられました。', 'Your video recorder can be entered from the internet with the password it was sold with.')}</p>`,
        reference: 'K7F3-92QD',
      },
    }),
  }),
];
