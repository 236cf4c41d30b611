/** What the public interface gives, as schemas: the OpenAPI document and the tests are made of these. Ids are stable. */

import { z } from 'zod';
import { Figure } from '../figures/index.ts';
import { audiences, costs, keysOf, methods, sectors } from '../portal/vocabulary.ts';
import { pageOf } from './answer.ts';

const Moment = z.iso.datetime();
const Words = z.object({ ja: z.string(), en: z.string() });

/** An initiative of the portal. */
export const ApiInitiative = z.object({
  id: z.string(),
  url: z.url(),
  name: Words,
  operators: z.array(z.string()),
  sector: z.enum(keysOf(sectors)),
  audiences: z.array(z.enum(keysOf(audiences))),
  methods: z.array(z.enum(keysOf(methods))),
  region: z.string(),
  prefectures: z.array(z.string()).describe('Codes of JIS X 0401; empty: nationwide or not said'),
  cost: z.enum(keysOf(costs)),
  costNote: z.string(),
  howToJoin: z.string().describe('Empty where no source says it'),
  what: Words,
  site: z.string(),
  publishedAt: Moment,
  changedAt: Moment,
});
/** See the schema of the same name. */
export type ApiInitiative = z.infer<typeof ApiInitiative>;

/** An event. */
export const ApiEvent = z.object({
  id: z.string(),
  url: z.url(),
  name: Words,
  operator: z.string(),
  startsAt: Moment,
  endsAt: Moment,
  status: z.enum(['planned', 'held', 'cancelled']),
  isOnline: z.boolean(),
  prefecture: z.string().describe('Code of JIS X 0401; empty: only online'),
  place: z.string(),
  audiences: z.array(z.enum(keysOf(audiences))),
  cost: z.enum(keysOf(costs)),
  what: z.string(),
  site: z.string(),
  attended: z.int().nullable(),
  initiative: z.string().nullable(),
  changedAt: Moment,
});
/** See the schema of the same name. */
export type ApiEvent = z.infer<typeof ApiEvent>;

/** A measure of a yearly plan. */
export const ApiMeasure = z.object({
  id: z.string(),
  url: z.url(),
  year: z.int(),
  section: z.string(),
  heading: z.string().nullable(),
  goals: z.array(z.string()),
  item: z.string(),
  ministries: z.array(z.string()),
  plan: z.string(),
  results: z.array(z.object({ tag: z.string().nullable(), ministries: z.array(z.string()), text: z.string() })),
  relisted: z.boolean(),
  state: z.string(),
  page: z.int().nullable(),
  line: z.int().nullable(),
});
/** See the schema of the same name. */
export type ApiMeasure = z.infer<typeof ApiMeasure>;

/** A statistic in the list; the whole table is one request away. */
export const ApiStatistic = z.object({
  id: z.string(),
  url: z.url(),
  data: z.url(),
  title: Words,
  units: z.array(z.string()),
  rows: z.int(),
  columns: z.int(),
  breaks: z.int(),
});
/** See the schema of the same name. */
export type ApiStatistic = z.infer<typeof ApiStatistic>;

/** Pages of lists, and the one whole table. */
export const InitiativePage = pageOf(ApiInitiative);
export const EventPage = pageOf(ApiEvent);
export const MeasurePage = pageOf(ApiMeasure);
export const StatisticPage = pageOf(ApiStatistic);
export const WholeStatistic = Figure;
