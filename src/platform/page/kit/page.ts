import { html, type Markup } from '#platform/html';
import { type Language, say } from '#platform/words';
import { page } from '../layout/page.ts';
import type { Exhibit } from './exhibit.ts';
import { chartExhibits } from './exhibits-chart.ts';
import { formExhibits } from './exhibits-form.ts';
import { layoutExhibits } from './exhibits-layout.ts';
import { tableExhibits } from './exhibits-table.ts';
import { textExhibits } from './exhibits-text.ts';
import { boardSketch } from './sketch-board.ts';
import { noticeSketch } from './sketch-notice.ts';
import { portalSketch } from './sketch-portal.ts';

/** All components that are shown, by group; each group is a page of the kit. */
export const groups: Readonly<
  Record<
    string,
    { readonly label: { readonly ja: string; readonly en: string }; readonly exhibits: readonly Exhibit[] }
  >
> = {
  text: { label: { ja: '言葉と操作', en: 'Words and acts' }, exhibits: textExhibits },
  form: { label: { ja: '記入', en: 'Forms' }, exhibits: formExhibits },
  table: { label: { ja: '表', en: 'Tables' }, exhibits: tableExhibits },
  chart: { label: { ja: '図', en: 'Figures' }, exhibits: chartExhibits },
  layout: { label: { ja: '骨組み', en: 'Layout' }, exhibits: layoutExhibits },
};

/** A page of the kit: its address, and how it is drawn in a language. */
export interface KitPage {
  readonly path: string;
  readonly draw: (language: Language) => Markup;
}

/** The kit page in its parts, and three whole pages made of the components. For people who build pages. */
export function kitPages(): readonly KitPage[] {
  return [
    ...Object.entries(groups).map(([key, { label, exhibits }], index) => {
      const path = index === 0 ? '/kit' : `/kit/${key}`;
      return { path, draw: (language: Language) => groupPage(path, language, say(label, language), exhibits) };
    }),
    { path: '/kit/notice', draw: noticeSketch },
    { path: '/kit/board', draw: boardSketch },
    { path: '/kit/portal', draw: portalSketch },
  ];
}

function groupPage(path: string, language: Language, title: string, exhibits: readonly Exhibit[]): Markup {
  return page({
    language,
    path,
    title,
    hubName: 'Kyojo',
    hubPart: 'kit',
    hidden: true,
    nav: Object.entries(groups).map(([key, { label }], index) => ({
      href: index === 0 ? '/kit' : `/kit/${key}`,
      label: say(label, language),
    })),
    current: path,
    reader: { name: say({ ja: '見本 花子', en: 'Hanako Mihon' }, language), role: 'operator' },
    heading: title,
    lead: say({ ja: '部品とその呼び方。', en: 'Components and how they are called.' }, language),
    main: exhibits.map((one) => exhibitSection(one, language)),
    foot: {
      links: [
        { href: '/kit/notice', label: 'notice' },
        { href: '/kit/board', label: 'board' },
        { href: '/kit/portal', label: 'portal' },
      ],
      note: 'Kyojo 共助',
    },
  });
}

function exhibitSection(one: Exhibit, language: Language): Markup {
  const drawn = Object.values(one.examples(language)).map((options) => html`<div>${one.draw(options)}</div>`);
  return html`<section class="section" id="${one.name}"><h2><code>${one.name}</code></h2><p class="note" lang="en">${one.purpose}</p><pre tabindex="0" aria-label="${one.name}"><code>${one.call}</code></pre>${drawn}</section>`;
}
