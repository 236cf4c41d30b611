import type { Entry } from '#platform/words';

/** What each detector is called on a page. */
export const detectorTitles: Readonly<Record<string, Entry>> = {
  beacon: {
    ja: '定期的な接続（ビーコン）',
    easy: 'きまった 時間ごとの 接続',
    en: 'Connections that keep time (beacon)',
  },
  'beacon-web': {
    ja: '定期的なウェブ要求',
    easy: 'きまった 時間ごとの ウェブの 通信',
    en: 'Web requests that keep time',
  },
  'frequent-contact': {
    ja: '同じ相手への多数の接続',
    easy: '同じ 相手への たくさんの 接続',
    en: 'Very many connections to one target',
  },
  'long-connection': { ja: '長く続く接続', easy: '長く つづく 接続', en: 'A connection that does not end' },
  'indicator-contact': {
    ja: '既知の不正な宛先との通信',
    easy: '悪いと 分かっている 相手との 通信',
    en: 'Contact with a known bad address',
  },
  'indicator-name': {
    ja: '既知の不正なドメイン名の利用',
    easy: '悪いと 分かっている 名前の 利用',
    en: 'Use of a known bad name',
  },
  'common-destination': {
    ja: '感染機器に共通の通信先',
    easy: 'ウイルスに かかった 機器が みんな 通信する 相手',
    en: 'Destination that infected devices have in common',
  },
  'dga-dns': {
    ja: '機械的に作られた名前の問い合わせ（DGA）',
    easy: '機械が 作った 名前の 問い合わせ',
    en: 'Questions for machine-made names (DGA)',
  },
  'scan-horizontal': {
    ja: '水平スキャン（同じポートを多数の相手に）',
    easy: '同じ 入口を たくさんの 相手で さがす',
    en: 'Horizontal scan: one port, many targets',
  },
  'scan-vertical': {
    ja: '垂直スキャン（一つの相手の多数のポート）',
    easy: '一つの 相手の 入口を たくさん さがす',
    en: 'Vertical scan: one target, many ports',
  },
  'scan-strobe': {
    ja: '複数ポート・複数相手のスキャン',
    easy: 'たくさんの 相手の たくさんの 入口を さがす',
    en: 'Scan of several ports on several targets',
  },
  'scan-icmp': { ja: 'ICMPによる探索', easy: '機器が あるか 調べる 通信', en: 'ICMP sweep' },
  'scan-dhcp': { ja: 'DHCPでのアドレスの探索', easy: '住所（アドレス）を つぎつぎ たのむ 通信', en: 'DHCP scan' },
  'brute-force': {
    ja: 'パスワードの総当たり',
    easy: 'パスワードを 何度も ためす',
    en: 'Passwords tried again and again',
  },
  'log-in-failures': {
    ja: 'ログイン失敗の繰り返し',
    easy: 'ログインの 失敗が つづく',
    en: 'Log-ins refused again and again',
  },
  reconnection: {
    ja: '拒まれても続く再接続',
    easy: 'ことわられても つなごうと する',
    en: 'Reconnection although refused',
  },
  amplification: {
    ja: '増幅攻撃への悪用（リフレクター）',
    easy: '攻撃を 大きくする ために 使われている',
    en: 'Service abused for amplification',
  },
  'ddos-target': { ja: 'DDoS攻撃の標的', easy: '大量の 通信で 攻撃されている', en: 'Target of a DDoS attack' },
  'ddos-source': { ja: 'DDoS攻撃の発信元', easy: '大量の 通信で 攻撃している', en: 'Source of a DDoS attack' },
  'back-scatter': {
    ja: '跳ね返り（詐称された攻撃の標的）',
    easy: 'うその 住所で 攻撃された 相手からの 返事',
    en: 'Back-scatter of an attack with forged senders',
  },
  'http-oddity': { ja: '不審なHTTP要求', easy: 'ふつうでは ない ウェブの 通信', en: 'Odd HTTP requests' },
  'web-proxy': { ja: 'プロキシ経由の通信', easy: '中つぎ（プロキシ）を 通る 通信', en: 'Traffic through a proxy' },
  'port-mismatch': {
    ja: 'ポートと合わないプロトコル',
    easy: '入口の 番号と 中身が 合わない 通信',
    en: 'Protocol that does not fit its port',
  },
  reported: { ja: '他の検知装置の報告', easy: 'ほかの 装置の 知らせ', en: 'Reported by another instrument' },
  arp: { ja: '不審なARP', easy: '近くの ネットワークの ふしぎな 通信', en: 'Odd ARP' },
  certificate: { ja: '信頼できない証明書', easy: '信用できない 証明書', en: 'Certificate that cannot be trusted' },
  upload: { ja: '大量のデータ送信', easy: 'たくさんの データが 外へ 出ている', en: 'Much data sent out' },
};

/** What an accused host is taken to be. */
export const roleWords: Readonly<Record<string, Entry>> = {
  'command-server': {
    ja: '指令サーバの疑い',
    easy: '悪い 命令を 出す サーバかも しれない',
    en: 'suspected command server',
  },
  infected: { ja: '感染の疑い', easy: 'ウイルスに かかったかも しれない', en: 'suspected infection' },
  scanner: { ja: 'スキャン元', easy: '入口を さがして いる', en: 'scanner' },
  attacker: { ja: '攻撃元', easy: '攻撃して いる', en: 'attacker' },
  reflector: { ja: '踏み台（リフレクター）', easy: '攻撃に 使われて いる', en: 'reflector' },
  victim: { ja: '攻撃の標的', easy: '攻撃されて いる', en: 'victim' },
  suspect: { ja: '要確認', easy: '確認が 必要', en: 'to be checked' },
};
