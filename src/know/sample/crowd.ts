/** The other members of the sample: results, declarations and profiles, written in one statement each. They leave no facts. */
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { Profile, Trade } from '../assessment/profile.ts';
import type { Answers, Questionnaire } from '../assessment/questionnaire.ts';
import { score } from '../assessment/score.ts';
import { partsOf } from '../assessment-result/parts.ts';
import { findNewest, type Shelf, seriesOf } from '../assessment-shelf/index.ts';
import { sizeBand } from '../assessment-sitting/leaves.ts';
import { checkDigit } from '../corporate-number/decide.ts';
import { checkSign } from '../declaration/number.ts';
import { rules } from '../declaration/store.ts';

const sql = loadSql(import.meta.url.replace('crowd.ts', 'sample.ts'));
const DAY = 86_400_000;

/** A member of the sample register. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly sector: string;
  readonly prefecture: string;
  readonly people: number;
}

const tradeOf: Readonly<Record<string, Trade>> = {
  製造業: 'manufacturing',
  小売業: 'retail',
  医療: 'health-care',
  建設業: 'construction',
  情報通信: 'information',
  学校: 'education',
  自治体: 'public',
  運輸: 'transport',
  '宿泊・飲食': 'lodging-food',
  金融: 'finance',
};

/** What a trade offers, for the public profiles. */
const offers: Partial<Record<Trade, string>> = {
  manufacturing: '金属部品の加工、試作、小ロットの量産',
  retail: '事務用品の卸と配達、定期のお届け',
  construction: '店舗と事務所の改修、電気とネットワークの工事',
  information: 'ネットワークの設置と保守、ウェブサイトの制作',
  transport: '食品と精密機器の配送、機密書類の回収',
  'lodging-food': '会議と研修の宿泊、仕出し',
};

/** Always the same number between 0 and 1 for the same place. */
export function draw(seed: number): number {
  const x = Math.sin(seed * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

/** Answers as somebody gives them who does about this share of what is asked. */
export function answersAt(sheet: Questionnaire, quality: number, seed: number): Answers {
  const choice = (means: string) => sheet.scale.find((one) => one.means === means)?.id ?? sheet.scale[0]?.id ?? '';
  return Object.fromEntries(
    sheet.questions.map(({ id }, at) => {
      const drawn = draw(seed * 131 + at);
      const rest = (drawn - quality) / (1 - quality);
      return [id, choice(drawn < quality ? 'done' : rest < 0.4 ? 'partly' : rest < 0.8 ? 'not' : 'unknown')];
    }),
  );
}

/** A 法人番号 with a right check digit under a registry office that does not exist (9999): nobody's. */
export function sampleNumber(place: number): string {
  const twelve = `999901${String(place + 1).padStart(6, '0')}`;
  return `${checkDigit(twelve)}${twelve}`;
}

/** Reads the sample's members and gives each a number the hub vouches for. */
export async function numbered(q: Queries, now: Date): Promise<readonly Member[]> {
  const members = await q.rows<Member>(sql('members'));
  await q.run(sql('number'), {
    ids: members.map(({ id }) => id),
    numbers: members.map((_, place) => sampleNumber(place)),
    now,
  });
  return members;
}

/** Fills in what all but the first have answered, declared and shown. */
export async function fillCrowd(house: House, q: Queries, shelf: Shelf, members: readonly Member[]): Promise<void> {
  const now = house.clock().getTime();
  const bounds = shelf.start.sizes.map(({ people }) => people);
  const ago = (days: number) => new Date(now - days * DAY).toISOString();
  const crowd = members.slice(1).map((member, index) => {
    const trade = tradeOf[member.sector] ?? 'services';
    const profile: Profile = { asker: 'organisation', people: member.people, trade, uses: ['cloud', 'wifi'] };
    return { member, place: index + 1, profile, trade, band: sizeBand(bounds, member.people) };
  });
  const sittings = crowd.flatMap(({ member, place, profile, band }) =>
    chances.flatMap(([id, chance], sheetAt) => {
      const sheet = findNewest(shelf, id);
      if (!sheet || draw(place * 17 + sheetAt) >= chance) return [];
      const answers = answersAt(sheet, 0.2 + 0.6 * draw(place * 3), place + sheetAt * 1000);
      return {
        organisation: member.id,
        questionnaire: id,
        version: sheet.version,
        series: seriesOf(shelf, sheet),
        profile,
        answers,
        band,
        score: score(sheet, profile, answers).share,
        parts: partsOf(sheet, profile, answers),
        at: ago(15 + 300 * draw(place * 7 + sheetAt)),
      };
    }),
  );
  await q.run(sql('sittings'), { rows: JSON.stringify(sittings) });
  const declared = crowd
    .filter(({ place }) => draw(place * 29) < 0.92)
    .map(({ member, place, trade, band }) => {
      const stars = draw(place * 31) < 0.35 ? 2 : 1;
      const nine = String(Math.floor(draw(place * 37) * 1e9)).padStart(9, '0');
      return {
        organisation: member.id,
        number: nine + checkSign(nine),
        level: rules.levels[stars - 1]?.id ?? '',
        stars,
        at: ago(2 + 740 * draw(place * 41) ** 2),
        url: `https://member${place + 1}.example/security`,
        prefecture: member.prefecture,
        trade,
        band,
      };
    });
  await q.run(sql('declarations'), {
    rows: JSON.stringify(declared),
    scheme: rules.id,
    rules: rules.version,
    months: rules.validMonths,
    agreed: ['update', 'malware', 'passwords', 'sharing', 'tricks', 'truth'],
  });
  const shown = declared.flatMap(({ organisation, prefecture, trade, url }, at) =>
    offers[trade] && at % 4 === 0
      ? [
          {
            organisation,
            prefecture,
            trade,
            url: new URL('/', url).href,
            says: '情報セキュリティの5か条に取り組んでいます。お取引の前のご質問に、すぐお答えします。',
            offers: offers[trade],
            contact: `info@${new URL(url).hostname}`,
            at: ago(3 + at),
          },
        ]
      : [],
  );
  await q.run(sql('profiles'), { rows: JSON.stringify(shown) });
}

/** Which part of the members has answered which questionnaire. */
const chances = [
  ['five-rules', 0.9],
  ['self-check-25', 0.8],
  ['ransomware-readiness', 0.35],
  ['management-portrait', 0.35],
  ['telework-lead', 0.3],
] as const;
