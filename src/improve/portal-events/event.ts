/** An event as it is entered, and its days in the hub's zone. */

import { z } from 'zod';
import { audiences, costs, keysOf, prefectures } from '../portal/vocabulary.ts';
import { line, list, webAddress } from '../portal-edit/entry.ts';

/** Asia/Tokyo knows no summer time. */
const ZONE = '+09:00';
const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, '2027-02-01T14:00')
  .transform((at) => new Date(`${at}:00${ZONE}`))
  .refine((at) => !Number.isNaN(at.getTime()), '2027-02-01T14:00');

/** Stored in proposals. An event as it is entered; times without a zone are the hub's. */
export const EventEntry = z
  .object({
    name: line(200).refine((name) => name !== '', '1–200'),
    nameEn: line(200),
    operator: line(200).refine((name) => name !== '', '1–200'),
    startsAt: localTime,
    endsAt: localTime,
    status: z.enum(['planned', 'held', 'cancelled']).default('planned'),
    isOnline: z.preprocess((value) => value === 'yes' || value === true, z.boolean()),
    prefecture: z.union([z.literal(''), z.enum([...prefectures.keys()] as [string, ...string[]])]).default(''),
    place: line(300),
    audiences: z.preprocess(list, z.array(z.enum(keysOf(audiences)))),
    cost: z.enum(keysOf(costs)).default('unknown'),
    what: line(4000),
    url: webAddress,
    attended: z
      .union([z.literal('').transform(() => null), z.null(), z.coerce.number().int().min(0).max(10_000_000)])
      .default(null),
    initiativeId: z
      .union([z.literal('').transform(() => null), z.null(), z.string().regex(/^[a-z0-9-]{1,80}$/)])
      .default(null),
  })
  .refine((event) => event.startsAt <= event.endsAt, { path: ['endsAt'], message: '≥ startsAt' })
  .refine((event) => event.isOnline || event.prefecture !== '', { path: ['prefecture'], message: '…' });
/** See the schema of the same name. */
export type EventEntry = z.infer<typeof EventEntry>;

/** A moment as the form writes it, in the hub's zone. */
export function toLocal(at: Date): string {
  return new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 16);
}

/** The beginning of a day in the hub's zone. */
export function dayStart(day: string): Date {
  return new Date(`${day}T00:00:00${ZONE}`);
}

/** サイバーセキュリティ月間: from 1 February to 18 March, both included. */
export function cybersecurityMonth(year: number): { readonly from: Date; readonly to: Date } {
  return { from: dayStart(`${year}-02-01`), to: dayStart(`${year}-03-19`) };
}

/** The month that is on now or comes next, as its year. */
export function nextMonthYear(now: Date): number {
  const year = new Date(now.getTime() + 9 * 3_600_000).getUTCFullYear();
  return now < cybersecurityMonth(year).to ? year : year + 1;
}
