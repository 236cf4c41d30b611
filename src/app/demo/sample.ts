/** Sample organisations on documentation ranges (RFC 5737, RFC 3849) and example domains (RFC 2606): nobody real. */
const trades = ['製造業', '小売業', '医療', '建設業', '情報通信', '学校', '自治体', '運輸', '宿泊・飲食', '金融'];
const prefectures = ['北海道', '宮城県', '東京都', '神奈川県', '長野県', '愛知県', '京都府', '大阪府', '広島県', '福岡県', '沖縄県'];
const names = ['みほん製作所', '例示商店', 'さくら見本病院', '架空建設', 'テスト通信', '見本大学', '例の町役場', '仮想運輸', '旅館 例示荘', 'ためし信用組合'];

/** Cells of the sample register, as a file of organisations would have them. */
export function demoOrganisations(): Record<string, string>[] {
  const partner = { externalId: 'demo-chamber', name: '見本市商工会議所', kind: 'partner', emails: 'chamber@chamber.example', prefecture: '東京都' };
  const members = Array.from({ length: 60 }, (_, index) => {
    const block = ['192.0.2', '198.51.100', '203.0.113'][index % 3];
    const base = Math.floor(index / 3) * 12;
    return {
      externalId: `demo-${index + 1}`,
      name: `${index % 4 === 0 ? '株式会社' : index % 4 === 1 ? '有限会社' : ''}${names[index % names.length]}${index >= names.length ? ` 第${Math.floor(index / names.length) + 1}` : ''}`,
      sector: trades[index % trades.length] ?? '',
      prefecture: prefectures[index % prefectures.length] ?? '',
      staffCount: String(3 + ((index * 37) % 280)),
      prefixes: `${block}.${base}-${block}.${base + 11}`,
      domains: `member${index + 1}.example`,
      emails: `security@member${index + 1}.example, president@member${index + 1}.example`,
      contactNames: '情報担当, 代表',
      parent: 'demo-chamber',
      postalCode: '100-0001',
      postalAddress: `東京都千代田区見本町${index + 1}-2-3`,
      language: index % 9 === 8 ? 'easy' : index % 13 === 12 ? 'en' : 'ja',
    };
  });
  return [partner, ...members];
}

const types: readonly { readonly name: string; readonly port: number; readonly tag: string; readonly every: number; readonly lastDay: (index: number) => number }[] = [
  { name: 'scan_telnet', port: 23, tag: 'telnet', every: 3, lastDay: (index) => (index % 2 === 0 ? 0 : 3) },
  { name: 'scan_rdp', port: 3389, tag: 'rdp', every: 5, lastDay: (index) => (index % 3 === 0 ? 2 : 0) },
  { name: 'scan_smb', port: 445, tag: 'smb', every: 7, lastDay: () => 1 },
  { name: 'scan_memcached', port: 11211, tag: 'memcached', every: 11, lastDay: () => 0 },
];

/** Seven days of sample reports in the form of a scan feed; some things are repaired on the way, some come back. */
export function demoReports(now: Date): { name: string; text: string }[] {
  const head = '"timestamp","ip","protocol","port","hostname","tag","asn","geo","region","city"';
  const reports: { name: string; text: string }[] = [];
  for (let ago = 7; ago >= 0; ago--) {
    const day = new Date(now.getTime() - (ago + 1) * 86_400_000).toISOString().slice(0, 10);
    for (const type of types) {
      const lines = Array.from({ length: 60 }, (_, index) => index)
        .filter((index) => index % type.every === 0 && ago >= type.lastDay(index))
        .map((index) => {
          const block = ['192.0.2', '198.51.100', '203.0.113'][index % 3];
          return `"${day} 0${index % 9}:1${index % 6}:00","${block}.${Math.floor(index / 3) * 12 + (index % 12)}","tcp",${type.port},"host${index}.member${index + 1}.example","${type.tag}",64496,"JP","TOKYO","TOKYO"`;
        });
      reports.push({ name: `${day}-${type.name}-demo.csv`, text: [head, ...lines, ''].join('\n') });
    }
  }
  return reports;
}
