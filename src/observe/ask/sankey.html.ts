/** Bands between levels: who with whom over what, as one drawing for wide screens and as lists with the same numbers for all. */
import { sankey, sankeyLinkHorizontal } from 'd3-sankey';
import { attrs, html, type Markup, nothing } from '#platform/html';
import { chart, disclosure } from '#platform/page';
import { formatPercent, type Language, say } from '#platform/words';
import { words } from './words.ts';

/** What the drawing shows: groups by level, a null key being all the others of its level. */
export interface BandsView {
  readonly language: Language;
  readonly caption: string;
  /** What each level holds. */
  readonly levels: readonly string[];
  readonly rows: readonly { readonly keys: readonly (string | null)[]; readonly value: number }[];
  readonly quantity: string;
  /** A key of a level as people read it. */
  readonly label: (level: number, key: string) => string;
  readonly format: (value: number) => string;
  /** Where two neighbouring keys lead: the rows behind them, if anywhere. */
  readonly href: (keys: readonly { readonly level: number; readonly key: string }[]) => string | undefined;
}

interface Node {
  readonly id: string;
  readonly level: number;
  readonly key: string | null;
}
interface Band {
  readonly source: string;
  readonly target: string;
  readonly value: number;
}

const WIDTH = 1100;
const MARGIN = 300;
const BAR = 14;
const HEAD = 34;
const LETTERS = 14;
const SHOWN = 12;

/** The bands between neighbouring levels, each pair of keys once, the widest first. */
export function bandsOf(rows: BandsView['rows'], levels: number): { nodes: Node[]; bands: Band[][] } {
  const nodes = new Map<string, Node>();
  const idOf = (level: number, key: string | null) => {
    const id = JSON.stringify([level, key]);
    nodes.set(id, { id, level, key });
    return id;
  };
  const bands = Array.from({ length: levels - 1 }, (_, level) => {
    const sums = new Map<string, Band>();
    for (const { keys, value } of rows) {
      const [source, target] = [idOf(level, keys[level] ?? null), idOf(level + 1, keys[level + 1] ?? null)];
      const key = `${source}${target}`;
      sums.set(key, { source, target, value: value + (sums.get(key)?.value ?? 0) });
    }
    return [...sums.values()].filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  });
  return { nodes: [...nodes.values()], bands };
}

/** The drawing and the lists. */
export function bandsFigure(view: BandsView): Markup {
  const { language, caption, levels, format } = view;
  const { nodes, bands } = bandsOf(view.rows, levels.length);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const name = (id: string) => {
    const { level, key } = byId.get(id) as Node;
    return key === null ? say(words.others, language) : key === '' ? '—' : view.label(level, key);
  };
  const total = view.rows.reduce((sum, { value }) => sum + value, 0);
  const [widest] = view.rows.filter(({ keys }) => !keys.includes(null));
  const says = widest
    ? say(words.widest, language, {
        way: widest.keys.map((key, level) => (key ? view.label(level, key) : '—')).join(' → '),
        value: format(widest.value),
        share: formatPercent(widest.value / total, language),
      })
    : say(words.allOthers, language);
  return html`<figure class="chart"><figcaption><b>${caption}</b><span>${says}</span></figcaption><div class="wide-only">${drawing(view, nodes, bands.flat(), name, `${caption}${language === 'en' ? '. ' : '。'}${says}`)}</div>${bands.map(
    (some, level) => listOf(view, some, `${levels[level]} → ${levels[level + 1]}`, name, (id) => byId.get(id) as Node),
  )}</figure>`;
}

/** Bands as a list with their numbers; the long tail is folded. */
function listOf(
  view: BandsView,
  bands: readonly Band[],
  caption: string,
  name: (id: string) => string,
  nodeOf: (id: string) => Node,
): Markup {
  const { language, format } = view;
  const list = (some: readonly Band[]) =>
    chart.bars({
      language,
      caption,
      columns: [say(words.way, language), view.quantity],
      format,
      whole: bands[0]?.value,
      items: some.map(({ source, target, value }) => ({
        label: `${name(source)} → ${name(target)}`,
        value,
        href: view.href(
          [source, target].flatMap((id) => {
            const { level, key } = nodeOf(id);
            return key === null ? [] : [{ level, key }];
          }),
        ),
      })),
    });
  const rest = bands.slice(SHOWN);
  return html`${list(bands.slice(0, SHOWN))}${rest.length > 0 ? disclosure({ summary: say(words.moreBands, language, { count: rest.length }), body: list(rest) }) : nothing}`;
}

/** Told apart by place and width alone, so grey paper shows the same; the others of a level are an empty, dashed box. */
function drawing(
  view: BandsView,
  nodes: readonly Node[],
  bands: readonly Band[],
  name: (id: string) => string,
  says: string,
): Markup {
  const most = Math.max(...view.levels.map((_, level) => nodes.filter((node) => node.level === level).length));
  const height = HEAD + Math.max(220, most * 52);
  const last = view.levels.length - 1;
  const graph = sankey<Node, Band>()
    .nodeId(({ id }) => id)
    .nodeAlign(({ level }) => level)
    .nodeSort((a, b) => Number(a.key === null) - Number(b.key === null) || (b.value ?? 0) - (a.value ?? 0))
    .nodeWidth(BAR)
    .nodePadding(20)
    .extent([
      [MARGIN, HEAD],
      [WIDTH - MARGIN, height - 8],
    ])({ nodes: nodes.map((node) => ({ ...node })), links: bands.map((band) => ({ ...band })) });
  const path = sankeyLinkHorizontal<Node, Band>();
  const isRest = (end: unknown) => (end as Node).key === null;
  const idOf = (end: unknown) => (end as Node).id;
  const px = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10;
  const heads = view.levels.map((level, at) => {
    const x =
      at === 0 ? MARGIN + BAR : at === last ? WIDTH - MARGIN - BAR : MARGIN + ((WIDTH - 2 * MARGIN) * at) / last;
    return html`<text${attrs({ x: px(x), y: 16, 'text-anchor': at === 0 ? 'end' : at === last ? 'start' : 'middle', 'font-weight': 700 })}>${level}</text>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${view.caption}"><svg${attrs({ role: 'img', 'aria-label': says, width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, 'font-size': LETTERS, fill: 'currentColor' })}>${heads}${graph.links.map(
    (link) =>
      html`<path${attrs({ d: path(link) ?? '', fill: 'none', stroke: 'currentColor', 'stroke-opacity': isRest(link.source) || isRest(link.target) ? 0.1 : 0.24, 'stroke-width': Math.max(1, px(link.width)) })}><title>${name(idOf(link.source))} → ${name(idOf(link.target))} ${view.format(link.value)}</title></path>`,
  )}${graph.nodes.map((node) => {
    const [x, y, tall] = [px(node.x0), px(node.y0), Math.max(1, px((node.y1 ?? 0) - (node.y0 ?? 0)))];
    const shape =
      node.key === null
        ? { fill: '#fff', stroke: 'currentColor', 'stroke-dasharray': '4 3' }
        : { fill: 'currentColor' };
    const end = node.level === 0;
    const value = view.format(node.value ?? 0);
    const full = name(node.id);
    return html`<g><rect${attrs({ x, y, width: BAR, height: tall, ...shape })}/><text${attrs({ x: end ? x - 8 : x + BAR + 8, y: px(y + tall / 2 + 5), 'text-anchor': end ? 'end' : 'start', stroke: '#fff', 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' })}>${fit(full, MARGIN - 16 - wide(`${value} `))} <tspan font-weight="700">${value}</tspan><title>${full} ${value}</title></text></g>`;
  })}</svg></div>`;
}

/** About how wide a text is: Japanese signs are square, others a little more than half of that. */
function wide(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign < '\u1100' ? 0.58 : 1) * LETTERS, 0);
}

/** A text cut to a width; the whole of it stands in the lists. */
function fit(text: string, width: number): string {
  if (wide(text) <= width) return text;
  const signs = [...text];
  while (signs.length > 1 && wide(`${signs.join('')}…`) > width) signs.pop();
  return `${signs.join('').trimEnd()}…`;
}
