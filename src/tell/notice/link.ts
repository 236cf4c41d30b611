import { createHmac, timingSafeEqual } from 'node:crypto';
import type { House } from '#platform/house';

/**
 * The signed link to a notice: whoever has it is the one we wrote to. `/n/<notice>/<signature>`; the signature is over the
 * notice, so a link opens this notice and nothing else.
 */
export function noticeLink(house: Pick<House, 'url' | 'folder'>, noticeId: string): string {
  return `${house.url}${noticePath(house, noticeId)}`;
}

/** The path part of {@link noticeLink}. */
export function noticePath(house: Pick<House, 'folder'>, noticeId: string): `/${string}` {
  return `/n/${noticeId}/${signature(house, noticeId)}`;
}

/** Whether a signature belongs to a notice; takes the same time for every wrong one. */
export function isOurs(house: Pick<House, 'folder'>, noticeId: string, given: string): boolean {
  const right = Buffer.from(signature(house, noticeId));
  const asked = Buffer.from(given);
  return right.length === asked.length && timingSafeEqual(right, asked);
}

function signature(house: Pick<House, 'folder'>, noticeId: string): string {
  return createHmac('sha256', house.folder.secret()).update(`notice ${noticeId}`).digest('base64url').slice(0, 27);
}
