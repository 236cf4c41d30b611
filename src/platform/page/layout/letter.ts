import { html, type Markup, type Part } from '#platform/html';
import { formatDate, type Language, say } from '#platform/words';
import { words } from '../words.ts';

/** A letter on A4, folded in three, the address behind the window of a long envelope. */
export interface LetterOptions {
  readonly language: Language;
  /** Address, organisation, person: one line each. */
  readonly to: readonly string[];
  readonly from: readonly string[];
  readonly on: Date;
  readonly subject: string;
  readonly body: Part;
  /** The number by which the receiver can check that the letter is genuine. */
  readonly reference?: string | undefined;
  /** A square code that leads to the same notice, with the address in words. */
  readonly code?: { readonly picture: Part; readonly address: string } | undefined;
}

/** The frame of a printed letter; on screen it looks like the sheet. */
export function letter(options: LetterOptions): Markup {
  const { language, to, from, on, subject, body, reference, code } = options;
  return html`<article class="letter"><header class="letter-head"><address class="letter-to">${to.map((line) => html`<span>${line}</span>`)}</address><div class="letter-from"><p>${formatDate(on, language)}</p>${from.map((line) => html`<p>${line}</p>`)}${reference ? html`<p>${say(words.reference, language)} <b class="num">${reference}</b></p>` : ''}</div></header>
<h1>${subject}</h1><div class="letter-body prose">${body}</div>${code ? html`<footer class="letter-foot"><div class="letter-code">${code.picture}</div><p class="num">${code.address}</p></footer>` : ''}</article>`;
}
