/** 官民の取組: the map of initiatives by audience and method, from the awareness programme (documents 000 and 001). */

import { z } from 'zod';

/** Whom an initiative is for, in the order of the printed map. */
export const AUDIENCES = {
  youth: { ja: '若年層', en: 'young people' },
  'working-age': { ja: '就労世代', en: 'people at work' },
  seniors: { ja: '高齢者', en: 'seniors' },
  'micro-firms': { ja: '小規模企業者', en: 'micro firms' },
  smes: { ja: '中小企業', en: 'small and medium firms' },
  'large-firms': { ja: '大企業', en: 'large firms' },
  schools: { ja: '教育機関', en: 'schools' },
  'local-governments': { ja: '地方自治体', en: 'local governments' },
} as const;

/** How an initiative reaches them, in the order of the printed map. */
export const METHODS = {
  'seminars-and-events': { ja: 'セミナー、イベント等', en: 'seminars and events' },
  'tools-and-contents': { ja: 'ツール・コンテンツ提供', en: 'tools and contents' },
  'timely-information-and-desks': { ja: 'タイムリーな情報発信・相談窓口', en: 'timely information and desks' },
} as const;

type Keys<T> = [keyof T & string, ...(keyof T & string)[]];

/** What else the documents say of it, in our words, with the quotations it rests on and their lines. */
const cited = {
  quotes: z.array(z.string().min(1)).min(1),
  document: z.enum(['000', '002', '003', '004']),
  lines: z.tuple([z.int().positive(), z.int().positive()]),
};

/** Stored. One initiative of `data/portal/initiatives.jsonl`. */
export const Initiative = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.strictObject({ ja: z.string().min(1), en: z.string().min(1) }),
  operators: z.array(z.string().min(1)).min(1),
  /** Row of the map: public bodies, private ones, or both together. */
  sector: z.enum(['public', 'private', 'joint']),
  methods: z.array(z.enum(Object.keys(METHODS) as Keys<typeof METHODS>)).min(1),
  audiences: z.array(z.enum(Object.keys(AUDIENCES) as Keys<typeof AUDIENCES>)).min(1),
  /**
   * `text`: the documents say whom it is for. `reading`: our reading of name and operator, because the columns a box of the
   * printed map covers are not in the text; an editor should confirm it.
   */
  audienceBasis: z.enum(['text', 'reading']),
  /** Where the programme puts weight: small firms, young people, regions, information and desks. */
  focus: z.array(z.enum(['smes', 'youth', 'regions', 'desks'])),
  /** `nationwide`, a region as printed, or null when nothing is said. */
  region: z.string().min(1).nullable(),
  /** What the documents say about it, quoted without line breaks; null when it stands in the map only. */
  what: z.string().min(1).nullable(),
  /** Address printed in the document (2019); may no longer answer. */
  url: z.url().nullable(),
  sources: z
    .array(
      z.strictObject({
        document: z.enum(['000', '001']),
        lines: z.tuple([z.int().positive(), z.int().positive()]),
        /** A box of the printed map, or running text. */
        as: z.enum(['map', 'text']),
      }),
    )
    .min(1),
  /** How one takes part or gets it; absent where no document says so. */
  join: z.strictObject({ text: z.string().min(1), ...cited }).optional(),
  /** What it costs; absent where no document says so. */
  cost: z.strictObject({ is: z.enum(['free', 'partly', 'paid']), ...cited }).optional(),
});
/** See the schema of the same name. */
export type Initiative = z.infer<typeof Initiative>;
