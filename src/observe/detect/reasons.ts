/** What detectors measured, said so that a person can check it: one short phrase for each value, the telling ones first. */
import { type Entry, formatBytes, formatNumber, formatPercent, type Language, say } from '#platform/words';

type Shape = 'number' | 'percent' | 'octets' | 'seconds' | 'yes' | 'text';
type Phrase = readonly [ja: string, en: string, shape: Shape];

/** By the name a detector's SQL gives the value, in the order in which they are told. `~` stands for the value. */
const phrases: Readonly<Record<string, Phrase>> = {
  kind: ['~', '~', 'text'],
  name: ['「~」', '“~”', 'text'],
  list: ['一覧 ~', 'list ~', 'text'],
  category: ['分類 ~', 'category ~', 'text'],
  infected: ['感染が分かっている機器のうち~台が通信', '~ of the devices known to be infected talk to it', 'number'],
  'of-infected': ['感染機器は全部で~台', '~ infected devices in all', 'number'],
  others: ['ほかの機器は~台', '~ other devices', 'number'],
  lift: ['感染機器では~倍多い', '~ times as common among the infected', 'number'],
  surprise: ['偶然らしくなさ（G） ~', 'against chance (G) ~', 'number'],
  period: ['~ごと', 'every ~', 'seconds'],
  'connections-a-beat': ['1回に~接続', '~ connections a beat', 'number'],
  timing: ['間隔のそろい方 ~', 'regular in time ~', 'percent'],
  sameness: ['大きさのそろい方 ~', 'same in size ~', 'percent'],
  size: ['大きさ ~', 'size ~', 'octets'],
  answered: ['応答あり ~', 'answered ~', 'percent'],
  outward: ['こちらから接続した', 'our side began', 'yes'],
  sources: ['同じ相手に続けて通信する機器 ~', '~ devices keep in contact with it', 'number'],
  host: ['ホスト名 ~', 'host ~', 'text'],
  agent: ['名乗り（User-Agent） ~', 'user agent ~', 'text'],
  'clients-with-this-agent': ['同じ名乗りの機器 ~', '~ devices with this user agent', 'number'],
  seconds: ['~続いた', 'lasted ~', 'seconds'],
  'still-open': ['まだ続いている', 'still open', 'yes'],
  pieces: ['記録~件をつないだ', 'joined from ~ records', 'number'],
  'octets-per-second': ['1秒あたり~', '~ a second', 'octets'],
  tries: ['~回試した', '~ tries', 'number'],
  failures: ['~回断られた', 'refused ~ times', 'number'],
  answer: ['答え「~」', 'answer “~”', 'text'],
  'densest-seconds': ['10回に~', 'ten within ~', 'seconds'],
  'octets-each': ['1回~', '~ each', 'octets'],
  'packets-each': ['1回~パケット', '~ packets each', 'number'],
  spread: ['ちらばり ~', 'spread ~', 'number'],
  connections: ['~接続', '~ connections', 'number'],
  refused: ['~回断られた', 'refused ~ times', 'number'],
  requests: ['~回の要求', '~ requests', 'number'],
  hosts: ['名前~種類', '~ different names', 'number'],
  'most-wanted': ['多いもの ~', 'most of all ~', 'text'],
  targets: ['相手~か所', '~ targets', 'number'],
  ports: ['ポート~種類', '~ ports', 'number'],
  pairs: ['相手とポートの組~', '~ pairs of target and port', 'number'],
  addresses: ['アドレス~個を要求', 'asked for ~ addresses', 'number'],
  failed: ['うち~か所で失敗', 'failed at ~', 'number'],
  'share-failed': ['失敗 ~', '~ failed', 'percent'],
  unanswered: ['応答なし ~', '~ unanswered', 'percent'],
  evidence: ['探索らしさ（対数尤度比） ~', 'evidence (log likelihood ratio) ~', 'number'],
  'per-minute': ['1分に~か所', '~ targets a minute', 'number'],
  types: ['種類 ~', 'types ~', 'text'],
  examples: ['例 ~', 'for example ~', 'text'],
  'failed-names': ['存在しない名前~個', '~ names that do not exist', 'number'],
  names: ['名前は全部で~個', '~ names in all', 'number'],
  share: ['割合 ~', 'share ~', 'percent'],
  likeness: ['言葉らしさ ~', 'likeness to language ~', 'number'],
  'usual-likeness': ['ふつうは ~', 'usually ~', 'number'],
  letters: ['平均~文字', '~ letters on average', 'number'],
  'packets-a-minute': ['1分に~パケット', '~ packets a minute', 'number'],
  'usual-packets-a-minute': ['ふだんは1分に~', 'usually ~ a minute', 'number'],
  'sources-a-minute': ['1分に~か所から', 'from ~ sources in a minute', 'number'],
  'octets-a-minute': ['1分に~', '~ a minute', 'octets'],
  'octets-in-worst-minute': ['最も多い1分で~', '~ in the worst minute', 'octets'],
  'octets-per-packet': ['1パケット~', '~ a packet', 'octets'],
  factor: ['問いの~倍', '~ times the question', 'number'],
  'from-port': ['送り元ポート ~', 'from port ~', 'text'],
  minutes: ['~分間', '~ minutes', 'number'],
  'minutes-active': ['~分にわたって', 'in ~ minutes', 'number'],
  'syn-only': ['接続の始めだけのもの ~', 'only openings ~', 'percent'],
  'answers-share': ['答えだけのもの ~', 'answers only ~', 'percent'],
  unasked: ['問われていない ~', 'not asked for ~', 'percent'],
  octets: ['~', '~', 'octets'],
  'octets-back': ['戻り ~', '~ back', 'octets'],
  'sources-that-send-there': ['同じ相手に送る機器 ~', '~ devices send there', 'number'],
  expected: ['本来は ~', 'expected ~', 'text'],
  recognised: ['実際は ~', 'recognised ~', 'text'],
  application: ['中身 ~', 'recognised as ~', 'text'],
  validation: ['検証の結果「~」', 'validation “~”', 'text'],
  'server-name': ['名前 ~', 'name ~', 'text'],
  clients: ['通信した機器 ~', '~ clients', 'number'],
  'seen-in': ['見えた所 ~', 'seen in ~', 'text'],
  device: ['機器 ~', 'device ~', 'text'],
  sender: ['送り主 ~', 'sender ~', 'text'],
};

/** Words for values that are names themselves. */
const values: Readonly<Record<string, Entry>> = {
  'no-host': { ja: 'ホスト名がない', en: 'no Host header' },
  'no-agent': { ja: '名乗りがない', en: 'no user agent' },
  'tool-agent': { ja: '道具の名乗り', en: 'user agent of a tool' },
  'odd-agent': { ja: '見慣れない名乗り', en: 'unfamiliar user agent' },
  'program-fetched': { ja: 'プログラムを取ってきた', en: 'a program was fetched' },
  'ids-alert': { ja: '侵入検知装置の警報', en: 'alert of an intrusion detection system' },
  tunnel: { ja: 'トンネル', en: 'tunnel' },
  notice: { ja: '観測装置の注意', en: 'notice of the observer' },
  'self-signed': { ja: '自分で署名した証明書', en: 'self-signed certificate' },
  expired: { ja: '期限切れの証明書', en: 'expired certificate' },
  invalid: { ja: '確かめられない証明書', en: 'certificate that could not be checked' },
  unsolicited: { ja: '求められていない知らせ', en: 'nobody asked for it' },
  outside: { ja: '同じ網にない相手を探した', en: 'asked for an address outside its network' },
  'syn-flood': { ja: '接続の始めだけの洪水（SYN）', en: 'flood of openings (SYN)' },
  'udp-flood': { ja: 'UDPの洪水', en: 'UDP flood' },
  'icmp-flood': { ja: 'ICMPの洪水', en: 'ICMP flood' },
  reflection: { ja: '他人の機器の跳ね返し', en: 'reflected by others’ devices' },
  mixed: { ja: '混ざったもの', en: 'mixed' },
  'question-not-seen': { ja: '（問いは見えない）', en: '(question not seen)' },
};

/** Not worth telling: says nothing, or only what is usual. */
const dull: Readonly<Record<string, string>> = { 'connections-a-beat': '1', pieces: '1', sources: '1' };

/** The phrases for one alert's reasons; a value without a phrase is told by its own name rather than hidden. */
export function sayReasons(reasons: Readonly<Record<string, string>>, language: Language): string[] {
  const known = Object.keys(phrases).filter((name) => name in reasons);
  const unknown = Object.keys(reasons).filter((name) => !(name in phrases));
  return [...known, ...unknown].flatMap((name) => {
    const value = reasons[name] ?? '';
    if (value === '' || dull[name] === value) return [];
    const [ja, en, shape] = phrases[name] ?? [`${name} ~`, `${name} ~`, 'text'];
    const shown = show(value, shape, language);
    return shown === undefined ? [] : [(language === 'en' ? en : ja).replace('~', shown)];
  });
}

function show(value: string, shape: Shape, language: Language): string | undefined {
  const named = values[value];
  if (named) return say(named, language);
  const number = Number(value);
  if (shape === 'text' || Number.isNaN(number)) return value;
  if (shape === 'yes') return number > 0 ? '' : undefined;
  if (shape === 'percent') return formatPercent(number, language);
  if (shape === 'octets') return formatBytes(number, language);
  if (shape === 'seconds') return sayLasting(number, language);
  return formatNumber(number, language, { digits: Number.isInteger(number) ? 0 : 1 });
}

/** `90 s`, `4.5 min`, `3 h`: the unit in which a person reads the length. */
export function sayLasting(seconds: number, language: Language): string {
  const [by, ja, en] =
    seconds < 120
      ? [1, '秒', 's']
      : seconds < 7200
        ? [60, '分', 'min']
        : seconds < 172_800
          ? [3600, '時間', 'h']
          : [86_400, '日', 'days'];
  const count = Math.round((10 * seconds) / by) / 10;
  const shown = formatNumber(count, language, { digits: count < 100 && !Number.isInteger(count) ? 1 : 0 });
  return language === 'en' ? `${shown} ${en}` : `${shown}${ja}`;
}
