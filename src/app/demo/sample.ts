import { sampleProviders } from '#observe';

/** Sample organisations on documentation ranges (RFC 5737) and example domains (RFC 2606): nobody real. */
const trades = ['製造業', '小売業', '医療', '建設業', '情報通信', '学校', '自治体', '運輸', '宿泊・飲食', '金融'];
const prefectures = [
  '北海道',
  '宮城県',
  '東京都',
  '神奈川県',
  '長野県',
  '愛知県',
  '京都府',
  '大阪府',
  '広島県',
  '福岡県',
  '沖縄県',
];
const names = [
  'みほん製作所',
  '例示商店',
  'さくら見本病院',
  '架空建設',
  'テスト通信',
  '見本大学',
  '例の町役場',
  '仮想運輸',
  '旅館例示荘',
  'ためし信用組合',
  '国立研究開発法人 見本技術総合研究所 例示計測センター',
];
const COUNT = 180;

/** Always the same numbers for the same place: the sample must look alike on every machine. */
function draw(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

const addressOf = (index: number) =>
  `${['192.0.2', '198.51.100', '203.0.113'][index % 3]}.${Math.floor(index / 3) * 4 + 1}`;

/** Cells of the sample register, as a file of organisations would have them. */
export function demoOrganisations(): Record<string, string>[] {
  const partner = {
    externalId: 'demo-chamber',
    name: '見本市商工会議所',
    kind: 'partner',
    emails: 'chamber@chamber.example',
    prefecture: '東京都',
    domains: 'chamber.example',
  };
  const members = Array.from({ length: COUNT }, (_, index) => {
    const base = addressOf(index).replace(/\d+$/, (last) => String(Number(last) - 1));
    return {
      externalId: `demo-${index + 1}`,
      name: `${['株式会社', '有限会社', '', '合同会社'][index % 4]}${names[index % names.length]}${index >= names.length ? ` 第${Math.floor(index / names.length) + 1}` : ''}`,
      sector: trades[index % trades.length] ?? '',
      prefecture: prefectures[index % prefectures.length] ?? '',
      staffCount: String(3 + ((index * 37) % 280)),
      prefixes: `${base}/30`,
      domains: `member${index + 1}.example`,
      emails: `security@member${index + 1}.example${index % 3 === 0 ? `, president@member${index + 1}.example` : ''}`,
      contactNames: '情報担当, 代表',
      parent: index % 2 === 0 ? 'demo-chamber' : '',
      postalCode: index % 5 === 0 ? '100-0001' : '',
      postalAddress: index % 5 === 0 ? `東京都千代田区見本町${index + 1}-2-3` : '',
      language: index % 9 === 8 ? 'easy' : index % 13 === 12 ? 'en' : 'ja',
    };
  });
  const providers = sampleProviders.map(({ asNumber, holder, domain }) => ({
    externalId: `AS${asNumber}`,
    name: holder,
    kind: 'provider',
    emails: `abuse@${domain}`,
  }));
  const centre = {
    externalId: 'demo-cloud',
    name: '見本県セキュリティクラウド',
    kind: 'partner',
    emails: 'soc@cloud.example',
    prefecture: '東京都',
  };
  return [partner, centre, ...members, ...providers];
}

/** What the sample feed sees: one of every `every` members from its first to its last day, and some again later. */
const kinds = [
  { report: 'scan_telnet', port: 23, tag: 'telnet', every: 3, stubborn: 0.45 },
  { report: 'scan_rdp', port: 3389, tag: 'rdp', every: 5, stubborn: 0.3 },
  { report: 'scan_smb', port: 445, tag: 'smb', every: 7, stubborn: 0.35 },
  { report: 'scan_memcached', port: 11211, tag: 'memcached', every: 17, stubborn: 0.2 },
  { report: 'scan_dns', port: 53, tag: 'openresolver', every: 6, stubborn: 0.6 },
] as const;
/** Enough for the first comparison: what is found in the first week has had its 14 days. */
const DAYS = 21;

/** One day of the sample: its reports, and what members answer to what they were told. */
export interface DemoDay {
  readonly at: Date;
  readonly reports: readonly { readonly name: string; readonly text: string }[];
  readonly replies: readonly {
    readonly organisation: string;
    readonly answer: 'fixed' | 'help' | 'accept' | 'not-mine' | 'seen';
    readonly afterHours: number;
    readonly note?: string;
  }[];
}

/** Three weeks up to `now`. */
export function demoDays(now: Date): DemoDay[] {
  const nine = new Date(now);
  nine.setUTCHours(0, 5, 0, 0); // 09:05 in Japan, after the digests have become due
  if (nine > now) nine.setUTCDate(nine.getUTCDate() - 1);
  const head = '"timestamp","ip","protocol","port","hostname","tag","asn","geo","region","city"';
  return Array.from({ length: DAYS }, (_, ago) => {
    const at = new Date(nine.getTime() - (DAYS - 1 - ago) * 86_400_000);
    const day = new Date(at.getTime() - 86_400_000).toISOString().slice(0, 10);
    const reports = kinds.map((kind, number) => {
      const lines = Array.from({ length: COUNT }, (_, index) => index)
        .filter((index) => isSeen(kind, number, index, ago))
        .map(
          (index) =>
            `"${day} ${String((index * 7) % 24).padStart(2, '0')}:${String((index * 11) % 60).padStart(2, '0')}:00","${addressOf(index)}","${kind.port === 53 ? 'udp' : 'tcp'}",${kind.port},"host.member${index + 1}.example","${kind.tag}",64496,"JP","TOKYO","TOKYO"`,
        );
      const torn = kind.report === 'scan_telnet' && ago >= DAYS - 2 ? tornRows(day) : [];
      return { name: `${day}-${kind.report}-demo.csv`, text: [head, ...lines, ...torn, ''].join('\n') };
    });
    const replies = repliesOn(ago).filter(({ afterHours }) => at.getTime() + afterHours * 3_600_000 < now.getTime());
    return { at, reports, replies };
  });
}

/** What a feed also sends: rows that nobody can read, for the operator to look at and to play again. */
function tornRows(day: string): string[] {
  return [
    `"${day} 25:61:00","192.0.2.250","tcp",23,"","telnet",64496,"JP","TOKYO","TOKYO"`,
    `"${day} 04:10:00","192.0.2.2500","tcp",23,"","telnet",64496,"JP","TOKYO","TOKYO"`,
  ];
}

function isSeen(kind: (typeof kinds)[number], number: number, index: number, day: number): boolean {
  if (index % kind.every !== number % kind.every) return false;
  const first = Math.floor(draw(index + number * 500) * 6);
  const isStubborn = draw(index * 3 + number) < kind.stubborn;
  const lasts = 2 + Math.floor(draw(index * 7 + number) * 7);
  const isBack = draw(index * 11 + number) < 0.06 && day > first + lasts + 3;
  return day >= first && (isStubborn || day < first + lasts || isBack);
}

function repliesOn(day: number): DemoDay['replies'] {
  return Array.from({ length: COUNT }, (_, index) => index)
    .filter((index) => draw(index * 5 + day * 1000) < 0.09)
    .map((index) => {
      const way = draw(index * 13 + day);
      const answer =
        way < 0.5 ? 'fixed' : way < 0.75 ? 'seen' : way < 0.85 ? 'help' : way < 0.94 ? 'accept' : 'not-mine';
      return {
        organisation: `demo-${index + 1}`,
        answer,
        afterHours: 1 + Math.floor(way * 9),
        ...(answer === 'help' ? { note: '設定の画面がわかりません。電話で教えてほしいです。' } : {}),
      } as const;
    });
}
