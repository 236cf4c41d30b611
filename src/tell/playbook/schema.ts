import { z } from 'zod';

/** The eleven classes of the Reference Security Incident Taxonomy (RSIT, ENISA/TF-CSIRT). Each has a fallback playbook `rsit-<class>`. */
export const taxonomies = [
  'abusive-content',
  'malicious-code',
  'information-gathering',
  'intrusion-attempts',
  'intrusions',
  'availability',
  'information-content-security',
  'fraud',
  'vulnerable',
  'other',
  'test',
] as const;

/** How bad a finding of this kind is when the feed does not say. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

/** Who has to act; it decides the tone of the steps and whom a notice should reach. */
export const audiences = ['device', 'server', 'website', 'account', 'network'] as const;

/** The languages of a playbook, in the order in which they stand in the file. */
export const languages = ['ja', 'easy', 'en'] as const;

/**
 * Other wordings of the same advice that arms may compare: `plain` for somebody who has never seen a router's settings,
 * `technical` for an administrator. The first wording of every playbook is `standard`.
 */
export const wordings = ['standard', 'plain', 'technical'] as const;

/** Fields of an observation that a rule may ask for, named as the columns of `observe.observation`. */
export const ruleFields = ['malware', 'identifier', 'application', 'port', 'type', 'taxonomy'] as const;

const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
const text = z
  .string()
  .trim()
  .min(1)
  .refine((value) => !/[{}]/.test(value), 'no holes: the place is shown beside the text');

/** Values are compared in lower case: the file holds them so. */
const value = z
  .string()
  .min(1)
  .refine((written) => written === written.toLowerCase(), 'values are compared in lower case, write them so');
const values = z.array(value).nonempty();

/** One rule: every field named must hold one of its values. Several rules of a playbook are alternatives. */
export const When = z
  .strictObject({
    malware: values.optional(),
    identifier: values.optional(),
    application: values.optional(),
    port: z.array(z.int().min(1).max(65535)).nonempty().optional(),
    type: values.optional(),
    taxonomy: z.array(z.enum(taxonomies)).nonempty().optional(),
  })
  .refine((when) => Object.keys(when).length > 0, 'a rule asks for at least one field');
export type When = z.infer<typeof When>;

/** One thing to do: `do` in the imperative, `how` one or two sentences. */
export const Step = z.strictObject({ do: text, how: text });
export type Step = z.infer<typeof Step>;

const steps = z.array(Step).min(1).max(5);

/** What a person reads, in one language and one wording. */
export const Words = z.strictObject({
  /** One sentence: what is the case. */
  title: text,
  /** What was seen, by whom, and what that thing is. */
  happened: text,
  /** What could come of it. */
  could: text,
  steps,
  /** Whom to ask. */
  ask: text,
  /** How to see that it worked. */
  check: text,
});
export type Words = z.infer<typeof Words>;

const Spoken = Words.extend({
  /** Only what differs from the standard wording. */
  variants: z.strictObject({ plain: Words.partial().optional(), technical: Words.partial().optional() }).optional(),
});

/** The file `content/playbooks/<kind>/playbook.yaml`. */
export const PlaybookFile = z.strictObject({
  kind: name,
  /** Counts up with every change of words or rules: the loop board compares versions. */
  version: z.int().min(1),
  rsit: z.strictObject({ taxonomy: z.enum(taxonomies), type: name }),
  severity: z.enum(severities),
  /** Urgent kinds are told at once and never put into comparison arms. */
  urgent: z.boolean(),
  audience: z.enum(audiences),
  /** How long the steps take. */
  minutes: z.int().min(1).max(480),
  /** Days to act, where they differ from the hub's ladder. */
  due: z.partialRecord(z.enum(severities), z.int().min(1).max(365)).optional(),
  /** Alternatives, any of which chooses this playbook. Empty: only chosen by name (`kind`). */
  match: z.array(When),
  /** Official documents on which the advice rests. */
  sources: z.array(z.strictObject({ name: text, url: z.url({ protocol: /^https$/ }) })).nonempty(),
  ja: Spoken,
  easy: Spoken,
  en: Spoken,
});
export type PlaybookFile = z.infer<typeof PlaybookFile>;
