/** Conditions that stand in the addresses of several lists of the plan. Empty fields of a form do not count. */

import { z } from 'zod';

/** A few words of an address, without signs that no text has (the database refuses U+0000). */
export const plainText = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text));

/** Fields of a list's query that mean the same everywhere. */
export const shared = {
  year: z.union([z.literal(''), z.coerce.number().int().min(2000).max(2100)]).optional(),
  section: z
    .string()
    .regex(/^(\d(\.\d{1,2})?(\(\d{1,2}\))?)?$/)
    .optional(),
  ministry: plainText(60).optional(),
};

/** The address of a list with its conditions; what is empty is left out. */
export function addressOf(path: `/${string}`, query: Readonly<Record<string, unknown>>): `/${string}` {
  const text = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  ).toString();
  return `${path}${text ? `?${text}` : ''}`;
}
