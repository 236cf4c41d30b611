/** The fields of an initiative as a form gives them, for a proposal and for the editor alike. */

import { z } from 'zod';
import { audiences, costs, keysOf, methods, prefectures, sectors } from '../portal/vocabulary.ts';

/** One box of several comes as text, several as a list. */
export const list = (value: unknown): unknown =>
  Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value];
/** One line of text: control characters out, at most so long. */
export const line = (most: number) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .normalize('NFC')
        .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().max(most));
const text = (most: number) =>
  z
    .string()
    .default('')
    .transform((value) =>
      value
        .normalize('NFC')
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n]+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().max(most));

/** An address of the web, or none. */
export const webAddress = line(500).refine(
  (url) => url === '' || (/^https?:\/\//.test(url) && URL.canParse(url) && new URL(url).username === ''),
  'https://…',
);

/** Stored in proposals. An initiative as it is entered. */
export const InitiativeEntry = z.object({
  name: line(200).refine((name) => name !== '', '1–200'),
  nameEn: line(200),
  operators: z.preprocess(
    (value) =>
      Array.isArray(value)
        ? value
        : String(value ?? '')
            .split(/[、,，\n]/)
            .map((name) => name.trim())
            .filter((name) => name !== ''),
    z.array(line(200)).min(1, '1–20').max(20),
  ),
  sector: z.enum(keysOf(sectors)),
  methods: z.preprocess(list, z.array(z.enum(keysOf(methods))).min(1, '1–3')),
  audiences: z.preprocess(list, z.array(z.enum(keysOf(audiences))).min(1, '1–8')),
  prefectures: z.preprocess(list, z.array(z.enum([...prefectures.keys()] as [string, ...string[]])).max(47)),
  region: line(100),
  cost: z.enum(keysOf(costs)).default('unknown'),
  costNote: line(300),
  howToJoin: text(2000),
  what: text(4000).refine((what) => what !== '', '1–4000'),
  whatEn: text(4000),
  url: webAddress,
});
/** See the schema of the same name. */
export type InitiativeEntry = z.infer<typeof InitiativeEntry>;

/** Field → what is wrong with it. */
export type Faults = Readonly<Record<string, string>>;

/** Reads a form by a schema; gives the entry, or what is wrong by field. */
export function readForm<T>(
  schema: z.ZodType<T>,
  raw: unknown,
): { readonly entry: T; readonly faults?: never } | { readonly entry?: never; readonly faults: Faults } {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { entry: parsed.data };
  const faults: Record<string, string> = {};
  for (const issue of parsed.error.issues) faults[String(issue.path[0] ?? '')] ??= issue.message;
  return { faults };
}

/** An id made of a name: Latin letters as they are, everything else by a short number of its own. */
export function slugOf(name: string, salt: string): string {
  const latin = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const tail = salt.replaceAll('-', '').slice(-8);
  return latin.length >= 3 ? `${latin}-${tail}` : `entry-${tail}`;
}
