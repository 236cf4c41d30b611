/** What a list of assets begins with, and what the loop's findings show to be there: `content/assets/`. */
import { z } from 'zod';
import { readYaml } from '../assessment/load.ts';
import { Texts } from '../assessment/texts.ts';
import { assetKinds, personalKinds } from '../asset-sheet/row.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/u);
const Rating = z.int().min(1).max(3);

const StartAsset = z.strictObject({
  kind: z.enum(assetKinds),
  name: Texts,
  medium: Texts.optional(),
  personal: z.array(z.enum(personalKinds)).optional(),
  confidentiality: Rating,
  integrity: Rating,
  availability: Rating,
  retention: Texts.optional(),
});
/** Something that is usually found in an area. */
export type StartAsset = z.infer<typeof StartAsset>;

const StartAreas = z.strictObject({
  areas: z
    .array(z.strictObject({ id: Id, title: Texts, why: Texts, assets: z.array(StartAsset).min(1).max(8) }))
    .min(1)
    .refine((areas) => new Set(areas.map(({ id }) => id)).size === areas.length, 'two areas share an id'),
});
/** An important area. */
export type StartArea = z.infer<typeof StartAreas>['areas'][number];

const SeenThings = z.strictObject({
  things: z
    .array(z.strictObject({ id: Id, kind: z.enum(['device', 'system']), title: Texts, kinds: z.array(Id).min(1) }))
    .min(1)
    .refine((things) => {
      const kinds = things.flatMap((thing) => thing.kinds);
      return new Set(kinds).size === kinds.length;
    }, 'a kind shows two things'),
});
/** Something that findings show to be there. */
export type SeenThing = z.infer<typeof SeenThings>['things'][number];

const Makers = z.strictObject({
  company: z.array(z.string().min(1)),
  makers: z.record(Id.or(z.string().regex(/^[a-z0-9_]+$/u)), z.array(z.string().min(1)).min(1)),
});

const folder = new URL('../../../content/assets/', import.meta.url).pathname;
let known: { readonly company: readonly string[]; readonly makers: ReadonlyMap<string, string> } | undefined;
let areas: readonly StartArea[] | undefined;
let things: readonly SeenThing[] | undefined;

/** The areas a list can begin with. */
export function startAreas(): readonly StartArea[] {
  areas ??= readYaml(`${folder}start.yaml`, StartAreas).areas;
  return areas;
}

/** What findings can show. */
export function seenThings(): readonly SeenThing[] {
  things ??= readYaml(`${folder}seen.yaml`, SeenThings).things;
  return things;
}

/** What a kind of finding shows; undefined for kinds that say nothing about a thing. */
export function seenBy(kind: string): SeenThing | undefined {
  return seenThings().find(({ kinds }) => kinds.includes(kind));
}

/** How people in Japan write the names of makers, and the words that say a name is a company's. */
export function knownMakers(): NonNullable<typeof known> {
  if (known === undefined) {
    const { company, makers } = readYaml(`${folder}makers.yaml`, Makers);
    const names = Object.entries(makers).flatMap(([maker, written]) => written.map((name) => [name, maker] as const));
    known = { company: company.map((word) => word.normalize('NFKC')), makers: new Map(names) };
  }
  return known;
}
