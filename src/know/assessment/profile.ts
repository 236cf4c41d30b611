/** Who is asking: what the five start questions find out, and what conditions in content may look at. */
import { z } from 'zod';

/** Kinds of asker. */
export const askers = ['person', 'organisation', 'operator'] as const;
/** Trades, by the major divisions of the Japan Standard Industrial Classification (letters in `content/assessments/start.yaml`). */
export const trades = [
  'agriculture',
  'construction',
  'manufacturing',
  'energy',
  'information',
  'transport',
  'retail',
  'finance',
  'real-estate',
  'professional',
  'lodging-food',
  'living',
  'education',
  'health-care',
  'services',
  'public',
] as const;
/** What an organisation uses or does that makes a question matter. */
export const uses = [
  'telework',
  'remote-access',
  'cloud',
  'website',
  'online-shop',
  'own-server',
  'own-software',
  'wifi',
  'guest-wifi',
  'personal-data',
  'employees',
  'outsourcing',
  'ordered-work',
  'control-equipment',
  'private-devices',
] as const;
/** What somebody wants from the visit. */
export const goals = ['begin', 'declare', 'customer', 'ransomware', 'telework', 'supplier', 'board'] as const;

/** A kind of asker. */
export type Asker = (typeof askers)[number];
/** A trade. */
export type Trade = (typeof trades)[number];
/** Something used or done. */
export type Use = (typeof uses)[number];
/** What somebody wants from the visit. */
export type Goal = (typeof goals)[number];

/** The answers to the five start questions. What is not known is left out, and no condition on it holds then. */
export const Profile = z.strictObject({
  asker: z.enum(askers).optional(),
  people: z.int().min(1).max(10_000_000).optional(),
  trade: z.enum(trades).optional(),
  uses: z.array(z.enum(uses)).default([]),
  goal: z.enum(goals).optional(),
});
/** The answers to the five start questions. */
export type Profile = z.infer<typeof Profile>;
