import { html, type Markup, nothing } from '#platform/html';
import { button, buttons, facts, form, postButton, section, steps } from '#platform/page';
import { type Language, say } from '#platform/words';
import type { FindingState } from '../finding/life.ts';
import { type Playbook, readingsOf, type Wording, wordsOf } from '../playbook/index.ts';
import { words } from './words.ts';

/** How the findings of a page stand, seen from whoever is to answer. */
export type Standing = 'open' | 'answered' | 'verified';

/** Open while one of them waits for an answer, verified when all are seen to be fixed. */
export function standingOf(states: readonly FindingState[]): Standing {
  if (states.length > 0 && states.every((state) => state === 'verified-fixed')) return 'verified';
  if (states.some((state) => state === 'open' || state === 'notified' || state === 'reopened')) return 'open';
  return 'answered';
}

/** What a member needs to act: what could happen, at most five steps, how to see that it worked, whom to ask. */
export function advicePart(playbook: Playbook, language: Language, wording: Wording = 'standard'): Markup {
  const own = wordsOf(playbook, language, wording);
  return html`<p><b>${say(words.could, language)}</b><br>${withReadings(own.could)}</p>
${section({
  heading: say(words.todo, language, { minutes: playbook.minutes }),
  body: html`${steps({ language, steps: own.steps.map((step) => ({ title: withReadings(step.do), detail: withReadings(step.how) })) })}`,
})}
${facts({
  language,
  plain: true,
  facts: [
    { name: say(words.check, language), value: withReadings(own.check) },
    { name: say(words.ask, language), value: withReadings(own.ask) },
  ],
})}`;
}

/** The answers a member can give, and the way back once one was given. */
export function answersPart(action: string, language: Language, standing: Standing): Markup {
  if (standing === 'verified') return nothing;
  if (standing === 'answered')
    return postButton({ action, text: say(words.undo, language), kind: 'sub', fields: { answer: 'undo' } });
  return html`<form method="post" action="${action}" class="form no-print" data-once>
${buttons([
  button({ text: say(words.fixed, language), name: 'answer', value: 'fixed' }),
  button({ text: say(words.help, language), kind: 'sub', name: 'answer', value: 'help' }),
])}
${form.textarea({ language, name: 'note', label: say(words.note, language), rows: 2, maxlength: 2000 })}
${buttons([
  button({ text: say(words.notMine, language), kind: 'plain', name: 'answer', value: 'not-mine' }),
  button({ text: say(words.accept, language), kind: 'plain', name: 'answer', value: 'accept' }),
])}</form>`;
}

/** 設定（せってい） as ruby, where the writer gave a reading. */
export function withReadings(text: string): Markup {
  return html`${readingsOf(text).map((piece) => (piece.reading ? html`<ruby>${piece.text}<rp>（</rp><rt>${piece.reading}</rt><rp>）</rp></ruby>` : piece.text))}`;
}
