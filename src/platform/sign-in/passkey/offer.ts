import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { attrs, html, type Markup, nothing } from '#platform/html';
import { route } from '#platform/web';
import type { AnyCall } from '../fields.ts';
import { passkeysWork } from '../library.ts';

const script = readFileSync(new URL('./passkey.js', import.meta.url), 'utf8');
const path = `/assets/${createHash('sha256').update(script).digest('hex').slice(0, 12)}/passkey.js`;

route({
  method: 'GET',
  path,
  permission: 'public',
  handle: async () =>
    new Response(script, {
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    }),
});

/** A way in by passkey. */
export interface Offer {
  readonly next: string;
  readonly label: string;
  readonly hint: string;
  /** Said in the page when the device or the person declined. */
  readonly failed: string;
  /** What the script does: sign somebody in, or add a passkey to the account. */
  readonly act?: 'authenticate' | 'register';
}

/**
 * A button that works with a passkey. It is hidden until the script has seen that this browser can do it; nothing at all
 * where the hub's address cannot carry passkeys.
 */
export function passkeyOffer(c: AnyCall, offer: Offer): Markup {
  if (!passkeysWork(c.house.url)) return nothing;
  const hint = offer.hint ? html`<p class="note">${offer.hint}</p>` : nothing;
  const press = html`<div class="buttons"><button type="button" class="btn sub">${offer.label}</button></div>`;
  return html`<div${attrs({ hidden: true, 'data-passkey': offer.act ?? 'authenticate', 'data-next': offer.next })}><div class="form">${hint}${press}</div><div role="alert" hidden><p class="field-error">${offer.failed}</p></div></div><script src="${path}" defer></script>`;
}
