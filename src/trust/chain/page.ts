import { html } from '#platform/html';
import { banner, copyable, facts, page, postButton, section, table } from '#platform/page';
import { type Call, navItem, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { type BrokenBlock, chainHead, checkChain } from './block.ts';
import { words } from './words.ts';

navItem({ href: '/trust', label: words.title, for: 'operator', order: 980, group: 'hub' });

async function show(
  c: Call<unknown, unknown, unknown>,
  result?: { readonly looked: number; readonly broken: readonly BrokenBlock[] },
) {
  const { language } = c;
  const head = await c.as((q) => chainHead(q));
  const found = result?.broken ?? [];
  return page({
    ...c.view,
    title: say(words.title, language),
    heading: say(words.title, language),
    lead: say(words.lead, language),
    alerts: result
      ? found.length === 0
        ? banner({ language, tone: 'good', title: say(words.good, language, { count: result.looked }), live: true })
        : banner({ language, tone: 'urgent', title: say(words.bad, language), live: true })
      : '',
    main: head
      ? html`${section({ heading: say(words.head, language), note: say(words.headNote, language), body: copyable({ language, label: say(words.head, language), text: head.hash }) })}
${facts({
  language,
  facts: [
    { name: say(words.blocks, language), value: head.number.toLocaleString('en') },
    { name: say(words.closed, language), value: formatDate(head.madeAt, language, 'minute') },
  ],
})}
${postButton({ action: '/trust', text: say(words.check, language), kind: 'sub' })}
${
  found.length > 0
    ? table<BrokenBlock>({
        language,
        caption: say(words.bad, language),
        rows: found,
        columns: [
          { key: 'number', label: say(words.block, language), header: true, numeric: true },
          { key: 'range', label: say(words.facts, language), cell: (row) => `${row.firstId}–${row.lastId}` },
          { key: 'why', label: say(words.why, language), cell: (row) => say(words[`why.${row.why}`], language) },
        ],
      })
    : ''
}`
      : html`<p>${say(words.none, language)}</p>`,
  });
}

route({ method: 'GET', path: '/trust', permission: 'operator', handle: (c) => show(c) });
route({
  method: 'POST',
  path: '/trust',
  permission: 'operator',
  handle: async (c) => show(c, await c.as((q) => checkChain(q))),
});
