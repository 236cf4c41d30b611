/** The shared knowledge base of risks, as data. */
import { z } from 'zod';
import { Condition } from '../assessment/condition.ts';
import { readYaml } from '../assessment/load.ts';
import { Texts } from '../assessment/texts.ts';
import { assetKinds } from '../asset-sheet/row.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/u);
const kinds = z.array(z.enum(assetKinds)).min(1);
/** What can be harmed. */
export const aspects = ['confidentiality', 'integrity', 'availability'] as const;
/** What can be harmed. */
export type Aspect = (typeof aspects)[number];

/** One version of the knowledge base. */
export const RiskBase = z
  .strictObject({
    version: z.int().min(1),
    publishedOn: z.iso.date(),
    /** `often`: 3 all the time, 2 now and then, 1 rarely, for a small organisation in Japan today. */
    threats: z.array(
      z.strictObject({
        id: Id,
        origin: z.enum(['attack', 'mistake', 'insider', 'fault', 'nature']),
        often: z.int().min(1).max(3),
        text: Texts,
      }),
    ),
    /** `concepts`: the self-check questions whose answers tell how open it is. */
    vulnerabilities: z.array(z.strictObject({ id: Id, concepts: z.array(Id), text: Texts })),
    scenarios: z.array(
      z.strictObject({
        id: Id,
        threat: Id,
        vulnerability: Id,
        kinds,
        when: Condition.optional(),
        harms: z.array(z.enum(aspects)).min(1),
        story: Texts,
        treat: Texts,
        documents: z.array(Id),
      }),
    ),
    opportunities: z.array(z.strictObject({ id: Id, kinds, when: Condition.optional(), text: Texts })),
  })
  .check(({ value, issues }) => {
    const refuse = (message: string) => issues.push({ code: 'custom', message, input: value });
    const threats = new Set(value.threats.map(({ id }) => id));
    const weak = new Set(value.vulnerabilities.map(({ id }) => id));
    const ids = value.scenarios.map(({ id }) => id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) refuse(`scenario ${id} twice`);
    for (const scenario of value.scenarios) {
      if (!threats.has(scenario.threat)) refuse(`${scenario.id}: no threat ${scenario.threat}`);
      if (!weak.has(scenario.vulnerability)) refuse(`${scenario.id}: no vulnerability ${scenario.vulnerability}`);
    }
    for (const { id } of value.threats)
      if (!value.scenarios.some((scenario) => scenario.threat === id)) refuse(`threat ${id} in no scenario`);
    for (const { id } of value.vulnerabilities)
      if (!value.scenarios.some((scenario) => scenario.vulnerability === id))
        refuse(`vulnerability ${id} in no scenario`);
  });
/** One version of the knowledge base. */
export type RiskBase = z.infer<typeof RiskBase>;
/** A threat meeting a vulnerability of a kind of asset. */
export type Scenario = RiskBase['scenarios'][number];

/** Loads one version of the knowledge base we ship. */
export function loadRiskBase(version = 1): RiskBase {
  return readYaml(new URL(`../../../content/risks/${version}.yaml`, import.meta.url).pathname, RiskBase);
}
