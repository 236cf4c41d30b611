import { html, type Markup, nothing, type Part } from '#platform/html';
import {
  banner,
  button,
  chip,
  empty,
  form,
  level,
  page,
  pager,
  postButton,
  printButton,
  restsOn,
  section,
  table,
  tabs,
  taskList,
} from '#platform/page';
import type { View } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { dayText } from '../day/index.ts';
import { type Grade, treatments } from '../risk/score.ts';
import {
  type Decision,
  pursuits,
  type Risk,
  type RiskQuery,
  type RiskSum,
  storyOf,
  type TopRisk,
} from '../risk/store.ts';
import { words as riskWords } from '../risk/words.ts';
import { words } from './words.ts';

/** What every page of risks knows. */
export interface Base {
  readonly page: View;
  readonly organisation: string;
  readonly kicker: Part;
}

const grades = [3, 2, 1] as const;
const levelOf = (score: number) => (score >= 6 ? 'high' : score >= 3 ? 'middle' : 'low');
const shades = { high: 5, middle: 3, low: 1 } as const;

/** A grade in words and bars. */
export function levelChip(score: number, language: Language): Markup {
  const name = levelOf(score);
  return level({
    level: name === 'high' ? 5 : name === 'middle' ? 3 : 1,
    text: `${say(riskWords[name], language)} ${score}`,
  });
}

/** What is done, in words. */
export function decisionText(decision: Decision, language: Language): string {
  return decision === 'pursue' || decision === 'leave'
    ? say(words[decision], language)
    : say(riskWords[decision], language);
}

/** The map: a table whose ground grows darker with the risk; each cell says count and level, so that it can be read without colour. */
export function heatTable(sum: Pick<RiskSum, 'cells'>, language: Language): Markup {
  const caption = say(words.map, language);
  const cell = (value: Grade, likelihood: Grade) => {
    const name = levelOf(value * likelihood);
    const count = sum.cells[value][likelihood];
    return html`<td class="n h${count === 0 ? 0 : shades[name]}">${count}<br><small>${say(riskWords[name], language)}</small></td>`;
  };
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="heat"><caption class="unseen"><span>${caption}</span></caption><thead><tr><th scope="col">${say(riskWords.value, language)} ＼ ${say(riskWords.likelihood, language)}</th>${([1, 2, 3] as const).map((likelihood) => html`<th scope="col" class="n">${say(words.likelihoodColumn, language, { code: String(likelihood) })}</th>`)}</tr></thead><tbody>${grades.map((value) => html`<tr><th scope="row">${say(words.valueRow, language, { code: String(value) })}</th>${([1, 2, 3] as const).map((likelihood) => cell(value, likelihood))}</tr>`)}</tbody></table></div>`;
}

/** The list. */
export interface ListView extends Base {
  readonly rows: readonly Risk[];
  readonly sum: RiskSum;
  readonly query: Pick<RiskQuery, 'nature' | 'level' | 'treatment'> & { readonly review?: 'due' | undefined };
  readonly next: string | undefined;
  readonly isDeep: boolean;
  readonly hasAssets: boolean;
  readonly bare: number;
  readonly proposed: number | undefined;
}

/** Draws the list with its map. */
export function listPage(view: ListView): Markup {
  const { language } = view.page;
  const { sum, query } = view;
  const base = `/risks/${view.organisation}`;
  const isEmpty = sum.total + sum.opportunities === 0;
  const address = (change: Readonly<Record<string, string | undefined>>) => {
    const all = Object.entries<string | undefined>({
      ...query,
      nature: query.nature === 'threat' ? undefined : query.nature,
      ...change,
    }).filter((pair): pair is [string, string] => Boolean(pair[1]));
    return all.length === 0 ? base : `${base}?${new URLSearchParams(all)}`;
  };
  const isThreat = query.nature === 'threat';
  const proposeButton = (text: string, kind: 'main' | 'sub') => postButton({ action: `${base}/propose`, text, kind });
  const shared = {
    ...view.page,
    title: say(words.nav, language),
    heading: say(words.title, language),
    kicker: view.kicker,
  };
  if (isEmpty)
    return page({
      ...shared,
      main: empty({
        title: say(words.emptyTitle, language),
        body: say(view.hasAssets ? words.emptyBody : words.emptyNoAssets, language),
        action: view.hasAssets
          ? proposeButton(say(words.propose, language), 'main')
          : button({ text: say(words.toAssets, language), href: `/inventory/${view.organisation}` }),
      }),
    });
  const active = [
    ...(query.level ? [{ label: say(riskWords[query.level], language), without: address({ level: undefined }) }] : []),
    ...(query.treatment
      ? [{ label: decisionText(query.treatment, language), without: address({ treatment: undefined }) }]
      : []),
    ...(query.review ? [{ label: say(words.reviewDue, language), without: address({ review: undefined }) }] : []),
  ];
  return page({
    ...shared,
    lead: say(words.lead, language, { total: sum.total, high: sum.high, undecided: sum.undecidedHigh }),
    actions: html`${button({ text: say(words.top, language), href: `${base}/top` })}${view.bare > 0 ? proposeButton(say(words.proposeMore, language), 'sub') : nothing}`,
    alerts:
      view.proposed === undefined
        ? nothing
        : banner({
            language,
            tone: 'good',
            live: true,
            title: say(words.proposed, language, { count: view.proposed }),
          }),
    main: html`${section({
      heading: say(words.map, language),
      body: html`${heatTable(sum, language)}${restsOn({ language, text: `${say(words.mapRests, language)} ${say(words.mapAfter, language, { count: sum.highLeft })}` })}`,
    })}${section({
      heading: say(words.decide, language),
      body: taskList({
        tasks: [
          ...(sum.undecidedHigh > 0
            ? [
                {
                  text: `${say(riskWords.high, language)}・${say(riskWords.undecided, language)}`,
                  href: `${base}?level=high&treatment=undecided`,
                  state: String(sum.undecidedHigh),
                },
              ]
            : []),
          ...(sum.due > 0
            ? [{ text: say(words.reviewDue, language), href: `${base}?review=due`, state: String(sum.due) }]
            : []),
          { text: say(words.export, language), href: `${base}/export` },
        ],
      }),
    })}${tabs({
      language,
      current: isThreat ? base : `${base}?nature=opportunity`,
      links: [
        { href: base, label: say(words.threats, language), count: String(sum.total) },
        {
          href: `${base}?nature=opportunity`,
          label: say(words.opportunities, language),
          count: String(sum.opportunities),
        },
      ],
    })}${form.filter({
      language,
      action: base,
      hidden: isThreat ? {} : { nature: 'opportunity' },
      active,
      fields: html`${form.select({ language, name: 'level', label: say(words.level, language), value: query.level, width: 'short', choices: (['high', 'middle', 'low'] as const).map((value) => ({ value, label: say(riskWords[value], language) })) })}${form.select({ language, name: 'treatment', label: say(words.treatment, language), value: query.treatment, choices: (isThreat ? treatments : pursuits).map((value) => ({ value, label: decisionText(value, language) })) })}${form.select({ language, name: 'review', label: say(words.review, language), value: query.review, choices: [{ value: 'due', label: say(words.reviewDue, language) }] })}`,
    })}${riskTable(view.rows, base, language, say(words.title, language))}${pager({ language, next: view.next, previous: view.isDeep ? address({}) : undefined })}`,
  });
}

/** Risks as a table. */
export function riskTable(
  rows: readonly Risk[],
  base: string,
  language: Language,
  caption: string,
  withAsset = true,
): Markup {
  return table<Risk>({
    language,
    caption,
    hideCaption: true,
    phone: 'cards',
    rows,
    empty: say(words.noMatch, language),
    columns: [
      {
        key: 'story',
        label: say(riskWords.story, language),
        header: true,
        cell: (risk) =>
          html`<a href="${base}/of/${risk.id}">${storyOf(risk, language)}</a>${risk.assumed.length > 0 ? html` ${chip({ text: say(words.assumed, language), tone: 'quiet' })}` : nothing}${withAsset ? html`<br><small>${risk.asset}</small>` : nothing}`,
      },
      {
        key: 'score',
        label: say(riskWords.score, language),
        tight: true,
        cell: ({ score }) => levelChip(score, language),
      },
      {
        key: 'treatment',
        label: say(words.treatment, language),
        cell: ({ treatment }) => decisionText(treatment, language),
      },
      { key: 'owner', label: say(words.owner, language) },
      {
        key: 'reviewOn',
        label: say(words.reviewOn, language),
        tight: true,
        cell: ({ reviewOn }) => dayText(reviewOn, language),
      },
    ],
  });
}

/** One page for the person in charge: the ten gravest, printable on one sheet. */
export function topPage(
  view: Base & { readonly name: string; readonly rows: readonly TopRisk[]; readonly sum: RiskSum; readonly now: Date },
): Markup {
  const { language } = view.page;
  const base = `/risks/${view.organisation}`;
  return page({
    ...view.page,
    title: say(words.top, language),
    heading: say(words.topTitle, language),
    lead: say(words.topLead, language, { organisation: view.name, date: formatDate(view.now, language) }),
    breadcrumb: [{ href: base, label: say(words.nav, language) }],
    actions: html`${printButton({ language })}<a href="${base}/export">${say(words.export, language)}</a>`,
    main: html`${table({
      language,
      caption: say(words.topTitle, language),
      hideCaption: true,
      phone: 'cards',
      rows: view.rows.map((risk, index) => ({ ...risk, rank: index + 1 })),
      empty: say(words.noMatch, language),
      columns: [
        { key: 'rank', label: say(words.rank, language), numeric: true },
        {
          key: 'story',
          label: say(riskWords.story, language),
          header: true,
          cell: (risk) =>
            html`${storyOf(risk, language)}<br><small>${risk.alike > 1 ? say(words.alike, language, { asset: risk.asset, count: risk.alike - 1 }) : risk.asset}</small>`,
        },
        {
          key: 'score',
          label: say(riskWords.score, language),
          tight: true,
          cell: ({ score }) => levelChip(score, language),
        },
        {
          key: 'do',
          label: say(words.measure, language),
          cell: (risk) =>
            html`${decisionText(risk.treatment, language)}${risk.measure ? html`：${risk.measure}` : nothing}`,
        },
        {
          key: 'residual',
          label: say(words.residual, language),
          numeric: true,
          cell: ({ residual }) => String(residual),
        },
        {
          key: 'owner',
          label: say(words.owner, language),
          cell: ({ owner, reviewOn }) =>
            html`${owner}${reviewOn ? html`<br><small>${dayText(reviewOn, language)}</small>` : nothing}`,
        },
      ],
    })}${restsOn({ language, text: say(words.topRests, language, { total: view.sum.total, high: view.sum.high }) })}<p class="note">${say(words.sign, language)}：＿＿＿＿＿＿＿＿＿＿＿＿</p>`,
  });
}
