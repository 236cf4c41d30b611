/** Everything an organisation's papers are made of, gathered from what it told elsewhere, so that nobody writes a thing twice. */
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { formatDate, type Language, say } from '#platform/words';
import type { Profile } from '../assessment/profile.ts';
import { type Finished, latestProfile, latestResults } from '../assessment/result.ts';
import { openShelf } from '../assessment-shelf/index.ts';
import type { Gap } from '../paper/compose.ts';
import type { Edit } from '../paper/edits.ts';
import { words } from '../paper/words.ts';
import { type Holding, roles } from '../role/roles.ts';
import { rolesOf } from '../role/store.ts';
import { gapsFor, type Standings, standingsOf } from './standing.ts';

const sql = loadSql(import.meta.url);

/** What the papers of one organisation are made of now. */
export interface Material {
  readonly organisation: string;
  readonly language: Language;
  readonly profile: Profile;
  readonly standings: Standings;
  readonly values: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly edits: readonly (Edit & { readonly id: string })[];
  readonly gapsOf: (document: string) => readonly Gap[];
  /** Nobody has answered a self-assessment yet. */
  readonly isUnassessed: boolean;
}

/** Which field a role answers, where nobody has told it for the papers. */
const fieldOfRole: Readonly<Record<string, string>> = {
  executive: 'representative',
  'security-officer': 'officer',
  'system-officer': 'systemOfficer',
  training: 'educator',
  'data-protection': 'privacyOfficer',
  pr: 'contactPoint',
};

/** Gathers it as the caller may see it. */
export async function gather(house: House, q: Queries, organisation: string, language?: Language): Promise<Material> {
  const library = await openShelf(house);
  const own = await q.one<{ name: string; staffCount: number | null; language: Language }>(sql('organisation'), {
    organisation,
  });
  const answers = await q.one<{ told: Record<string, string>; language: Language }>(sql('answers'), { organisation });
  const results: ReadonlyMap<string, Finished> = await latestResults(q, organisation);
  const told = await latestProfile(q, organisation);
  const profile: Profile = {
    ...told,
    asker: told.asker ?? 'organisation',
    ...(told.people === undefined && own?.staffCount ? { people: own.staffCount } : {}),
  };
  const tongue = language ?? answers?.language ?? own?.language ?? 'ja';
  const held = await rolesOf(q, organisation, house.clock());
  const contact = await q.one<{ email: string | null; phone: string }>(sql('first_contact'), { organisation });
  return {
    organisation: own?.name ?? '',
    language: tongue,
    profile,
    standings: standingsOf(library, results),
    values: { ...suggested(held, contact), ...answers?.told },
    lists: await listsOf(q, organisation, held, tongue),
    edits: await q.rows<Edit & { readonly id: string }>(sql('wordings'), { organisation }),
    gapsOf: gapsFor(library, results, profile, tongue),
    isUnassessed: results.size === 0,
  };
}

interface Disposal {
  readonly what: string;
  readonly count: number;
  readonly method: 'erase' | 'destroy';
  readonly handedOn: string;
  readonly dueOn: string;
  readonly certificateOn: string | null;
}

const nameOf = ({ title, personName }: Holding) => [title, personName].filter(Boolean).join(' ');

function suggested(
  held: readonly Holding[],
  contact: { readonly email: string | null; readonly phone: string } | undefined,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const holding of held) {
    const field = fieldOfRole[holding.role];
    if (field && !holding.isDeputy) values[field] ??= nameOf(holding);
    if (holding.role === 'incident-contact' || holding.role === 'security-officer') {
      const phone = holding.isDeputy ? 'deputyPhone' : 'incidentPhone';
      if (holding.phone && (holding.role === 'incident-contact' || values[phone] === undefined))
        values[phone] = holding.phone;
      if (holding.email && !holding.isDeputy) values.incidentMail ??= holding.email;
    }
  }
  if (contact?.phone) values.incidentPhone ??= contact.phone;
  if (contact?.email) values.incidentMail ??= contact.email;
  return values;
}

async function listsOf(
  q: Queries,
  organisation: string,
  held: readonly Holding[],
  language: Language,
): Promise<Material['lists']> {
  const titleOf = (role: string) => roles.find(({ id }) => id === role);
  const row = (holding: Holding) => {
    const role = titleOf(holding.role);
    return role ? [[say(role.title, language), nameOf(holding), say(role.does, language)]] : [];
  };
  const contractors = await q.rows<{ name: string; work: string; contact: string; checkedAt: Date | null }>(
    sql('contractors'),
    { organisation },
  );
  const disposals = await q.rows<Disposal>(sql('disposals'), { organisation });
  const urgent = await q.rows<{ name: string; product: string; keeper: string }>(sql('urgent_assets'), {
    organisation,
  });
  return {
    roles: held.filter(({ role, isDeputy }) => !isDeputy && !(role in fieldOfRole && role !== 'pr')).flatMap(row),
    'incident-team': held
      .filter(({ role, isDeputy }) => !isDeputy && ['incident-contact', 'legal', 'data-protection'].includes(role))
      .flatMap(row),
    contractors: contractors.map(({ name, work, contact, checkedAt }) => [
      name,
      work,
      contact,
      checkedAt === null ? '' : formatDate(checkedAt, language, 'iso'),
    ]),
    disposals: disposals.map(({ what, count, method, handedOn, dueOn, certificateOn }) => [
      count > 1 ? `${what} × ${count}` : what,
      say(words[method], language),
      handedOn,
      dueOn,
      certificateOn ?? '',
    ]),
    continuity: urgent.map(({ name, product, keeper }, index) => [
      String(index + 1),
      name,
      '',
      '',
      [product, keeper].filter(Boolean).join('、'),
    ]),
  };
}
