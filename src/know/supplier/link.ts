/** The signed link by which somebody without an account answers a request. It is computed, never stored. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { House } from '#platform/house';

const sign = (house: Pick<House, 'folder'>, id: string) =>
  createHmac('sha256', house.folder.secret())
    .update(`supplier-request ${id}`)
    .digest()
    .subarray(0, 20)
    .toString('base64url');

/** The text in the address. */
export function requestToken(house: Pick<House, 'folder'>, id: string): string {
  return `${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}.${sign(house, id)}`;
}

/** The request a token names, if the signature is ours. */
export function requestOf(house: Pick<House, 'folder'>, token: string): string | undefined {
  if (!/^[\w-]{22}\.[\w-]{27}$/.test(token)) return undefined;
  const hex = Buffer.from(token.slice(0, 22), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(Buffer.from(token.slice(23)), Buffer.from(sign(house, id))) ? id : undefined;
}
