import { html, type Markup, nothing, type Part } from '#platform/html';
import {
  banner,
  button,
  buttons,
  chart,
  chip,
  empty,
  facts,
  form,
  level,
  page,
  pager,
  postButton,
  section,
  table,
  tabs,
  taskList,
  timeline,
} from '#platform/page';
import type { View } from '#platform/web';
import { type Language, say } from '#platform/words';
import { startAreas } from '../asset/content.ts';
import { bearers, type Duty, duties, readDuties } from '../asset/duties.ts';
import { type AssetSum, type Lack, lacks, type Standing, type StoredAsset } from '../asset/store.ts';
import { titles } from '../asset-sheet/columns.ts';
import { type AssetKind, type AssetRow, assetKinds } from '../asset-sheet/row.ts';
import { kindNames, personalNames, words as sheetWords } from '../asset-sheet/words.ts';
import { assetFields, type FieldError, kindLinks } from './form.ts';
import { words } from './words.ts';

/** What every page of assets knows. */
export interface Base {
  readonly page: View;
  readonly organisation: string;
  readonly kicker: Part;
}

/** The list. */
export interface ListView extends Base {
  readonly rows: readonly StoredAsset[];
  readonly sum: AssetSum;
  readonly query: {
    readonly kind?: AssetKind | undefined;
    readonly text?: string | undefined;
    readonly area?: string | undefined;
    readonly lack?: Lack | undefined;
  };
  readonly next: string | undefined;
  readonly isDeep: boolean;
  readonly open: number;
  readonly done: { readonly what: 'removed' | 'started'; readonly count: number } | undefined;
}

const lackCounts: Readonly<Record<Lack, keyof AssetSum>> = {
  rating: 'unrated',
  keeper: 'unkept',
  'second-factor': 'singleFactor',
  assessed: 'unassessed',
  ending: 'ending',
  product: 'unnamed',
};

/** The importance of an asset, told by bars and a word. */
export function importanceChip(importance: 0 | 1 | 2 | 3, language: Language): Markup {
  const text = say(words[`importance.${importance}`], language);
  return importance === 0 ? chip({ text, tone: 'quiet' }) : level({ level: ([1, 2, 3, 4] as const)[importance], text });
}

/** Draws the list. */
export function listPage(view: ListView): Markup {
  const { language } = view.page;
  const { sum, query } = view;
  const base = `/inventory/${view.organisation}`;
  const address = (change: Readonly<Record<string, string | undefined>>) => {
    const all = Object.entries({ ...query, ...change }).filter((pair): pair is [string, string] => Boolean(pair[1]));
    return all.length === 0 ? base : `${base}?${new URLSearchParams(all)}`;
  };
  const areas = startAreas().filter(({ id }) => sum.areas.includes(id));
  const active = [
    ...(query.text ? [{ label: query.text, without: address({ text: undefined }) }] : []),
    ...(query.lack
      ? [{ label: say(words[`lack.${query.lack}`], language), without: address({ lack: undefined }) }]
      : []),
    ...(query.area
      ? [
          {
            label: say(areas.find(({ id }) => id === query.area)?.title ?? words.area, language),
            without: address({ area: undefined }),
          },
        ]
      : []),
  ];
  const tasks = lacks.flatMap((lack) => {
    const count = sum[lackCounts[lack]] as number;
    return count > 0
      ? [
          {
            text: say(words[`lack.${lack}`], language),
            href: `${base}?lack=${lack}`,
            state: say(words.nextCount, language, { count }),
          },
        ]
      : [];
  });
  const isEmpty = sum.total === 0;
  return page({
    ...view.page,
    title: say(words.nav, language),
    kicker: view.kicker,
    heading: say(words.title, language),
    ...(isEmpty ? {} : { lead: say(words.lead, language, { total: sum.total, important: sum.important }) }),
    ...(isEmpty
      ? {}
      : {
          actions: html`${button({ text: say(words.add, language), href: `${base}/new` })}${button({ text: say(words.import, language), href: `${base}/import`, kind: 'sub' })}${button({ text: say(words.begin, language), href: `${base}/start`, kind: 'plain' })}`,
        }),
    alerts: html`${view.done ? banner({ language, tone: 'good', live: true, title: view.done.what === 'removed' ? say(words.removed, language) : say(words.startedWith, language, { count: view.done.count }) }) : nothing}${
      view.open > 0
        ? banner({
            language,
            tone: 'info',
            title: say(words.seenBanner, language, { count: view.open }),
            actions: button({ text: say(words.seenLook, language), href: `${base}/seen`, kind: 'sub' }),
          })
        : nothing
    }`,
    main: isEmpty
      ? empty({
          title: say(words.emptyTitle, language),
          body: say(words.emptyBody, language),
          action: html`${button({ text: say(words.begin, language), href: `${base}/start` })}${button({ text: say(words.import, language), href: `${base}/import`, kind: 'sub' })}${button({ text: say(words.add, language), href: `${base}/new`, kind: 'plain' })}`,
        })
      : html`${tabs({
          language,
          current: address({}),
          links: [
            { href: address({ kind: undefined }), label: say(words.all, language), count: String(sum.total) },
            ...assetKinds.map((kind) => ({
              href: address({ kind }),
              label: say(kindNames[kind], language),
              count: String(sum[kind]),
            })),
          ],
        })}${form.filter({
          language,
          action: base,
          hidden: query.kind ? { kind: query.kind } : {},
          active,
          fields: html`${form.text({ language, name: 'text', label: say(words.text, language), value: query.text, type: 'search', width: 'medium' })}${form.select({ language, name: 'lack', label: say(words.lack, language), value: query.lack, choices: lacks.map((value) => ({ value, label: say(words[`lack.${value}`], language) })) })}${areas.length > 0 ? form.select({ language, name: 'area', label: say(words.area, language), value: query.area, choices: areas.map(({ id, title }) => ({ value: id, label: say(title, language) })) }) : nothing}`,
          actions: html`<a href="${base}/export/xlsx">${say(words.exportXlsx, language)}</a><a href="${base}/export/csv">${say(words.exportCsv, language)}</a>`,
        })}${table({
          language,
          caption: say(words.title, language),
          hideCaption: true,
          phone: 'cards',
          rows: view.rows,
          empty: say(words.noMatch, language),
          columns: [
            {
              key: 'name',
              label: say(words.name, language),
              header: true,
              cell: ({ id, asset }) => html`<a href="${base}/of/${id}">${asset.name}</a>`,
            },
            {
              key: 'kind',
              label: say(words.kind, language),
              tight: true,
              cell: ({ asset }) => say(kindNames[asset.kind], language),
            },
            {
              key: 'importance',
              label: say(words.importance, language),
              tight: true,
              cell: ({ importance }) => importanceChip(importance, language),
            },
            { key: 'keeper', label: say(titles.keeper, language), cell: ({ asset }) => asset.keeper ?? '' },
            {
              key: 'where',
              label: say(words.where, language),
              cell: ({ asset }) =>
                asset.addresses?.slice(0, 2).join(', ') ??
                asset.domains?.slice(0, 2).join(', ') ??
                asset.place ??
                asset.provider ??
                '',
            },
          ],
        })}${pager({ language, next: view.next, previous: view.isDeep ? address({}) : undefined })}${section({
          heading: say(words.next, language),
          body: taskList({ tasks, empty: say(words.allGood, language) }),
        })}`,
  });
}

/** One asset with what the loop watches of it and what happened to it. */
export interface OneView extends Base {
  readonly one: StoredAsset;
  readonly standings: readonly (Pick<Standing, 'value' | 'state'> & { readonly id: string | null })[];
  readonly happened: readonly { readonly at: Date; readonly kind: string; readonly fields: readonly string[] }[];
  readonly done: 'added' | 'saved' | undefined;
}

/** Draws it. */
export function onePage(view: OneView): Markup {
  const { language } = view.page;
  const { one } = view;
  const { asset } = one;
  const base = `/inventory/${view.organisation}`;
  const shown = (Object.keys(titles) as (keyof AssetRow)[]).filter(
    (field) =>
      !['name', 'responsibility', 'confidentiality', 'integrity', 'availability'].includes(field) &&
      asset[field] !== undefined,
  );
  return page({
    ...view.page,
    title: asset.name,
    heading: asset.name,
    kicker: html`${view.kicker} ${say(kindNames[asset.kind], language)}`,
    breadcrumb: [{ href: base, label: say(words.nav, language) }],
    actions: html`${button({ text: say(words.edit, language), href: `${base}/of/${one.id}/edit` })}${button({ text: say(words.risks, language), href: `/risks/${view.organisation}/asset/${one.id}`, kind: 'sub' })}`,
    alerts: view.done
      ? banner({ language, tone: 'good', live: true, title: say(words[view.done], language) })
      : nothing,
    main: html`${chart.big({
      figures: (['confidentiality', 'integrity', 'availability'] as const).map((name) => ({
        label: say(titles[name], language),
        value: asset[name] === undefined ? '－' : String(asset[name]),
        note: say(asset[name] === undefined ? words['rate.none'] : words[`importance.${asset[name]}`], language),
      })),
    })}${facts({
      language,
      facts: [
        ...shown.map((field) => ({ name: say(titles[field], language), value: shownValue(asset, field, language) })),
        ...(one.cpe ? [{ name: say(words.cpe, language), value: html`<code>${one.cpe}</code>` }] : []),
      ],
    })}${asset.responsibility ? dutySection(asset.responsibility, language) : nothing}${
      view.standings.length > 0
        ? section({
            heading: say(words.watchTitle, language),
            body: table({
              language,
              caption: say(words.watchTitle, language),
              hideCaption: true,
              phone: 'cards',
              rows: view.standings,
              columns: [
                {
                  key: 'value',
                  label: say(words.where, language),
                  header: true,
                  cell: ({ value }) => html`<code>${value}</code>`,
                },
                {
                  key: 'state',
                  label: say(words.watchState, language),
                  cell: ({ id, state }) =>
                    chip({
                      text: say(id === null ? words['watch.none'] : words[`watch.${state}`], language),
                      tone:
                        id === null ? 'quiet' : state === 'proven' ? 'good' : state === 'claimed' ? 'warn' : 'quiet',
                    }),
                },
                {
                  key: 'do',
                  label: say(words.prove, language),
                  cell: ({ id, state }) =>
                    id !== null && state === 'claimed'
                      ? html`<a href="/registrations/${id}/prove">${say(words.prove, language)}</a>`
                      : '',
                },
              ],
            }),
          })
        : nothing
    }${section({
      heading: say(words.happened, language),
      body: timeline({
        language,
        happenings: view.happened.map(({ at, kind, fields }) => ({
          at,
          text: html`${say(words[`fact.${kind}` as 'fact.asset.added'] ?? words['fact.asset.changed'], language)}${fields.length > 0 ? html` ${fields.map((field) => say(titles[field as keyof AssetRow] ?? titles.note, language)).join('、')}` : nothing}`,
        })),
      }),
    })}${section({ heading: say(words.remove, language), note: say(words.removeNote, language), body: buttons([postButton({ action: `${base}/of/${one.id}/drop`, text: say(words.remove, language), kind: 'danger' })]) })}`,
  });
}

function dutySection(text: string, language: Language): Markup {
  const { shared, remark } = readDuties(text);
  const rows = (Object.keys(duties) as Duty[]).flatMap((duty) => {
    const bearer = shared[duty];
    return bearer ? [{ name: say(duties[duty], language), value: say(bearers[bearer], language) }] : [];
  });
  return section({
    heading: say(words.dutiesTitle, language),
    body: html`${facts({ language, facts: rows })}${remark ? html`<p>${remark}</p>` : nothing}`,
  });
}

function shownValue(asset: StoredAsset['asset'], field: keyof AssetRow, language: Language): Part {
  const value = asset[field];
  if (field === 'kind') return say(kindNames[asset.kind], language);
  if (field === 'personal')
    return asset.personal?.length
      ? asset.personal.map((kind) => say(personalNames[kind], language)).join('、')
      : say(sheetWords.none, language);
  if (typeof value === 'boolean') return say(value ? sheetWords.yes : sheetWords.no, language);
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The form of a new asset, or of a known one. */
export interface FormView extends Base {
  readonly kind: AssetKind | undefined;
  readonly id: string | undefined;
  readonly asset: Partial<StoredAsset['asset']>;
  readonly area: string;
  readonly errors: readonly FieldError[];
}

/** Draws the form; without a kind it asks for the kind first. */
export function formPage(view: FormView): Markup {
  const { language } = view.page;
  const base = `/inventory/${view.organisation}`;
  const here = view.id ? `${base}/of/${view.id}/edit` : `${base}/new`;
  const title = say(view.id ? words.editTitle : words.newTitle, language);
  return page({
    ...view.page,
    title,
    heading: view.id ? (view.asset.name ?? title) : title,
    kicker: view.kicker,
    ...(view.id ? {} : { lead: say(words.newLead, language) }),
    narrow: true,
    breadcrumb: [{ href: base, label: say(words.nav, language) }],
    main: html`${view.id ? nothing : tabs({ language, label: say(words.kind, language), current: `${here}?kind=${view.kind ?? ''}`, links: kindLinks(here, language) })}${
      view.kind
        ? form.form({
            language,
            action: here,
            errors: view.errors,
            body: html`${assetFields({ language, kind: view.kind, asset: view.asset, area: view.area, errors: view.errors })}${button({ text: say(words.save, language) })}`,
          })
        : nothing
    }`,
  });
}
