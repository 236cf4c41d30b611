/** The report as one HTML file that needs nothing else: for reading, searching and copying without this hub. */

import { attrs, html, type Markup, nothing, raw } from '#platform/html';
import type { Block, Item, Paper, Span, Text } from '#platform/paper';

const style = `body{font-family:"Noto Sans JP",sans-serif;line-height:1.75;max-width:52rem;margin:0 auto;padding:1.5rem;color:#1a1a1c}
h1{border-bottom:2px solid #0017c1;padding-bottom:.5rem}h2{margin-top:3rem;border-bottom:1px solid #949494}h3{margin-top:2.2rem}h4{margin-top:1.6rem;color:#444}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.92em}th,td{border:1px solid #949494;padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th,tbody th{background:#f1f1f4}td.n{text-align:right}.small{font-size:.85em;color:#626264}a{color:#0017c1}nav ol{columns:2}figure{margin:1rem 0}figure svg{max-width:100%;height:auto}caption{text-align:left;font-weight:700}
@media print{h2{break-before:page}tr{break-inside:avoid}}`;

/** Draws a paper as a whole document with its own style and a table of contents. */
export function paperHtml(paper: Paper): string {
  let at = 0;
  const heads: { id: string; text: string }[] = [];
  // Its own contents lead there by links: the list before the first page break is for paper.
  const body = paper.blocks.slice(paper.blocks.findIndex(({ kind }) => kind === 'page-break') + 1).map((block) => {
    if (block.kind !== 'heading') return blockHtml(block);
    const id = `h${++at}`;
    if (block.level === 1) heads.push({ id, text: block.text });
    const text = block.mark === undefined ? block.text : `${block.mark}　${block.text}`;
    if (block.level === 1) return html`<h2 id="${id}">${text}</h2>`;
    return block.level === 2 ? html`<h3 id="${id}">${text}</h3>` : html`<h4 id="${id}">${text}</h4>`;
  });
  return String(html`${raw('<!doctype html>')}
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${paper.title}</title><style>${raw(style)}</style></head>
<body><header>${paper.issuer ? html`<p class="small">${paper.issuer}</p>` : nothing}<h1>${paper.title}</h1>${paper.subtitle ? html`<p>${paper.subtitle}</p>` : nothing}${paper.facts ? factsHtml(paper.facts) : nothing}</header>
<nav aria-label="目次"><ol>${heads.map((head) => html`<li><a href="#${head.id}">${head.text}</a></li>`)}</ol></nav>
<main>${body}</main></body></html>`);
}

function blockHtml(block: Block): Markup {
  switch (block.kind) {
    case 'paragraph':
      return html`<p${attrs({ class: block.look === 'small' ? 'small' : undefined })}>${textHtml(block.text)}</p>`;
    case 'list':
      return block.look === 'number' || block.look === 'bracket'
        ? html`<ol>${block.items.map(itemHtml)}</ol>`
        : html`<ul>${block.items.map(itemHtml)}</ul>`;
    case 'table':
      return html`<table>${block.caption ? html`<caption>${block.caption}</caption>` : nothing}<thead><tr>${block.columns.map((column) => html`<th scope="col">${textHtml(column.title)}</th>`)}</tr></thead><tbody>${block.rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${textHtml(cell)}</th>` : html`<td${attrs({ class: block.columns[index]?.align === 'end' ? 'n' : undefined })}>${textHtml(cell)}</td>`))}</tr>`)}</tbody></table>`;
    case 'facts':
      return factsHtml(block.rows);
    case 'picture':
      return html`<figure><figcaption>${block.caption}</figcaption><div role="img" aria-label="${block.alt}">${raw(block.svg)}</div></figure>`;
    case 'rule':
      return html`<hr>`;
    case 'notice':
      return html`<aside>${block.title ? html`<p><b>${block.title}</b></p>` : nothing}${block.blocks.map(blockHtml)}</aside>`;
    default:
      return nothing;
  }
}

function factsHtml(rows: readonly { readonly name: string; readonly value: Text }[]): Markup {
  return html`<table><tbody>${rows.map((row) => html`<tr><th scope="row">${row.name}</th><td>${textHtml(row.value)}</td></tr>`)}</tbody></table>`;
}

function itemHtml(item: Item): Markup {
  if (typeof item === 'object' && !Array.isArray(item) && 'items' in item)
    return html`<li>${textHtml(item.text)}<ul>${item.items.map((inner) => html`<li>${textHtml(inner)}</li>`)}</ul></li>`;
  return html`<li>${textHtml(item)}</li>`;
}

function textHtml(text: Text): Markup {
  return typeof text === 'string' ? lines(text) : html`${text.map(spanHtml)}`;
}

function spanHtml(span: Span): Markup {
  if (typeof span === 'string') return lines(span);
  if ('blank' in span) return html`${'＿'.repeat(span.blank)}`;
  const shown = span.strong ? html`<b>${lines(span.text)}</b>` : lines(span.text);
  return span.link ? html`<a${attrs({ href: span.link })}>${shown}</a>` : shown;
}

function lines(text: string): Markup {
  return html`${text.split('\n').map((line, index) => (index === 0 ? line : html`<br>${line}`))}`;
}
