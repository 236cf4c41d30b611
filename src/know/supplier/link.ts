/** The signed link by which somebody without an account answers a request or hands up a certificate. It is computed, never stored. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { House } from '#platform/house';

/** What a link is for. The signature covers it, so that a link for one thing opens no other. */
export type Purpose = 'supplier-request' | 'disposal';

const sign = (house: Pick<House, 'folder'>, purpose: Purpose, id: string) =>
  createHmac('sha256', house.folder.secret()).update(`${purpose} ${id}`).digest().subarray(0, 20).toString('base64url');

/** The text in the address. */
export function linkToken(house: Pick<House, 'folder'>, purpose: Purpose, id: string): string {
  return `${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}.${sign(house, purpose, id)}`;
}

/** What a token names, if the signature is ours and for this purpose. */
export function linkId(house: Pick<House, 'folder'>, purpose: Purpose, token: string): string | undefined {
  if (!/^[\w-]{22}\.[\w-]{27}$/.test(token)) return undefined;
  const hex = Buffer.from(token.slice(0, 22), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(Buffer.from(token.slice(23)), Buffer.from(sign(house, purpose, id))) ? id : undefined;
}
