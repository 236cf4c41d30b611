/** The rules of a declaration as data: its levels, what each asks for, how long it holds. */
import { z } from 'zod';
import { readYaml } from '../assessment/load.ts';
import { Texts } from '../assessment/texts.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/u);
const shared = { id: Id, text: Texts };
const withinMonths = z.int().min(1).max(60);

const Requirement = z.discriminatedUnion('kind', [
  /** A questionnaire was answered in full, lately; another may stand in for it. */
  z.strictObject({
    ...shared,
    kind: z.literal('assessed'),
    questionnaire: Id,
    withinMonths,
    leastShare: z.number().min(0).max(1).optional(),
    otherwise: z.array(Id).default([]),
  }),
  /** Somebody acting for the organisation ticked these statements. */
  z.strictObject({ ...shared, kind: z.literal('agreed'), statements: z.array(Id).min(1) }),
  /** A paper is in force, or also published. */
  z.strictObject({ ...shared, kind: z.literal('document'), document: Id, state: z.enum(['adopted', 'published']) }),
  /** Roles are filled in the register of roles. */
  z.strictObject({ ...shared, kind: z.literal('role'), roles: z.array(Id).min(1) }),
  /** Another level is held and valid. */
  z.strictObject({ ...shared, kind: z.literal('level'), level: Id }),
  /** Somebody else looked, lately. */
  z.strictObject({ ...shared, kind: z.literal('examined'), withinMonths }),
]);
/** One thing a level asks for. */
export type Requirement = z.infer<typeof Requirement>;

const Level = z.strictObject({
  id: Id,
  stars: z.int().min(1).max(5),
  /** A level that is not open is shown as planned and cannot be declared. */
  open: z.boolean(),
  title: Texts,
  says: Texts,
  conditions: z.array(Requirement).min(1),
});
/** One level of a declaration. */
export type Level = z.infer<typeof Level>;

/** One version of the rules. A declaration keeps the version it was made under. */
export const DeclarationRules = z
  .strictObject({
    id: Id,
    version: z.int().min(1),
    publishedOn: z.iso.date(),
    title: Texts,
    validMonths: z.int().min(1).max(60),
    renewFromMonths: z.int().min(0),
    remindDays: z.array(z.int().min(1)),
    levels: z.array(Level).min(1),
    statements: z.array(z.strictObject({ id: Id, text: Texts })),
    logoTerms: z.array(Texts).min(1),
  })
  .check(({ value, issues }) => {
    const told = new Set(value.statements.map(({ id }) => id));
    const levels = value.levels.map(({ id }) => id);
    const refuse = (message: string) => issues.push({ code: 'custom', message, input: value });
    if (new Set(value.levels.map(({ stars }) => stars)).size !== levels.length)
      refuse('two levels have the same number of stars');
    for (const level of value.levels)
      for (const one of level.conditions) {
        if (one.kind === 'agreed')
          for (const id of one.statements) if (!told.has(id)) refuse(`${level.id}: no words for ${id}`);
        if (one.kind === 'level' && !levels.includes(one.level)) refuse(`${level.id}: no level ${one.level}`);
      }
  });
/** One version of the rules. */
export type DeclarationRules = z.infer<typeof DeclarationRules>;

/** Loads one version of the rules we ship. */
export function loadRules(id = 'stars', version = 1): DeclarationRules {
  return readYaml(
    new URL(`../../../content/declarations/${id}/${version}.yaml`, import.meta.url).pathname,
    DeclarationRules,
  );
}

/** A level by its id, or null. */
export function findLevel(rules: DeclarationRules, id: string): Level | null {
  return rules.levels.find((level) => level.id === id) ?? null;
}
