/** The certificate of a declaration: what is sealed, and the sheet for the wall. */
import type { Paper } from '#platform/paper';
import { formatDate, type Language, say } from '#platform/words';
import type { Declaration } from './life.ts';
import type { DeclarationRules } from './rules.ts';
import { words } from './words.ts';

/** Who declared what, as it is sealed and published. Keys are in a fixed order; instants are ISO in UTC. */
export interface SealedDeclaration {
  readonly type: 'kyojo.declaration';
  readonly version: 1;
  /** The number printed on the certificate; a new declaration has a new one. */
  readonly number: string;
  readonly hub: string;
  readonly organisation: string;
  readonly corporateNumber: string | null;
  readonly scheme: string;
  readonly rules: number;
  readonly level: string;
  readonly stars: number;
  readonly madeAt: string;
  readonly validUntil: string;
  /** Where anybody may ask whether it still holds; a seal alone cannot tell of a withdrawal. */
  readonly verify: string;
}

/** What the certificate is made of besides the declaration. */
export interface CertificateOf {
  readonly number: string;
  readonly hub: string;
  readonly organisation: string;
  readonly corporateNumber: string | null;
  readonly verifyUrl: string;
  readonly rules: DeclarationRules;
  readonly declaration: Declaration;
}

/** The content to be sealed. */
export function toSeal({
  number,
  hub,
  organisation,
  corporateNumber,
  verifyUrl,
  rules,
  declaration,
}: CertificateOf): SealedDeclaration {
  return {
    type: 'kyojo.declaration',
    version: 1,
    number,
    hub,
    organisation,
    corporateNumber,
    scheme: rules.id,
    rules: declaration.rules,
    level: declaration.level,
    stars: declaration.stars,
    madeAt: declaration.madeAt.toISOString(),
    validUntil: declaration.validUntil.toISOString(),
    verify: verifyUrl,
  };
}

/** The sheet for the wall, with a code that leads to the verification. Throws when the level is not in the rules. */
export function certificatePaper(of: CertificateOf, language: Language, madeAt: Date): Paper {
  const level = of.rules.levels.find(({ id }) => id === of.declaration.level);
  if (!level) throw new Error(`no level ${of.declaration.level} in the rules`);
  const facts = [
    { name: say(words.number, language), value: of.number },
    ...(of.corporateNumber === null ? [] : [{ name: say(words.corporateNumber, language), value: of.corporateNumber }]),
    { name: say(words.declaredOn, language), value: formatDate(of.declaration.madeAt, language) },
    { name: say(words.validUntil, language), value: formatDate(of.declaration.validUntil, language) },
  ];
  return {
    language,
    title: say(words.certificate, language),
    subtitle: `${of.rules.title[language]}　${'★'.repeat(level.stars)} ${level.title[language]}`,
    issuer: of.organisation,
    frame: 'certificate',
    onePage: true,
    facts,
    blocks: [
      { kind: 'paragraph', look: 'lead', text: level.says[language] },
      { kind: 'paragraph', look: 'small', text: say(words.own, language, { hub: of.hub }) },
      { kind: 'qr', url: of.verifyUrl, caption: say(words.verify, language) },
    ],
    madeAt,
  };
}
