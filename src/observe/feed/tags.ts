/**
 * Machine tags (`namespace:predicate="value"`) that come with events and indicators: recognised, shown with a label, kept as
 * they came. Vocabularies: TLP 2.0 (FIRST), RSIT (TF-CSIRT/ENISA), PAP and the Admiralty scale as MISP's taxonomies name them.
 */
import { taxonomyOf } from './classes.ts';

/** Marks of the Traffic Light Protocol 2.0, from open to closed. */
export const tlpLevels = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'] as const;
export type Tlp = (typeof tlpLevels)[number];

/** A tag as it came, with what is known of it. */
export interface Tag {
  /** Exactly as it came; what goes out again. */
  readonly text: string;
  readonly known: boolean;
  readonly label: { readonly ja: string; readonly en: string };
  /** The mark it stands for; null where it is none. */
  readonly tlp: Tlp | null;
}

interface Known {
  readonly ja: string;
  readonly en: string;
  readonly tlp?: Tlp;
}

const tlp: Readonly<Record<string, Known>> = {
  red: { ja: 'TLP:RED（受け取った本人限り）', en: 'TLP:RED (for you alone)', tlp: 'TLP:RED' },
  'amber+strict': {
    ja: 'TLP:AMBER+STRICT（組織内で必要な人限り）',
    en: 'TLP:AMBER+STRICT (your organisation, need to know)',
    tlp: 'TLP:AMBER+STRICT',
  },
  amber: {
    ja: 'TLP:AMBER（組織とその顧客で必要な人限り）',
    en: 'TLP:AMBER (your organisation and its clients, need to know)',
    tlp: 'TLP:AMBER',
  },
  green: { ja: 'TLP:GREEN（コミュニティ内）', en: 'TLP:GREEN (your community)', tlp: 'TLP:GREEN' },
  clear: { ja: 'TLP:CLEAR（制限なし）', en: 'TLP:CLEAR (no limit)', tlp: 'TLP:CLEAR' },
  white: { ja: 'TLP:WHITE（旧版。いまの TLP:CLEAR）', en: 'TLP:WHITE (old name of TLP:CLEAR)', tlp: 'TLP:CLEAR' },
  // An addition to another mark: whoever sent it must not be named. It opens nothing, so it is no mark of its own.
  'ex:chr': {
    ja: 'チャタムハウスルール（情報源を明かさない）',
    en: 'Chatham House Rule (the source must not be named)',
  },
  // Nobody knows how far it may go: until somebody does, not at all.
  unclear: {
    ja: '共有範囲が不明（本人限りとして扱う）',
    en: 'unclear how far it may go (treated as for you alone)',
    tlp: 'TLP:RED',
  },
};
const pap: Readonly<Record<string, Known>> = {
  RED: { ja: 'PAP:RED（観測のみ。気づかれる操作をしない）', en: 'PAP:RED (look only, nothing that can be noticed)' },
  AMBER: { ja: 'PAP:AMBER（外から見えない照会まで）', en: 'PAP:AMBER (passive checks only)' },
  GREEN: { ja: 'PAP:GREEN（遮断などの対処もよい）', en: 'PAP:GREEN (active measures allowed)' },
  CLEAR: { ja: 'PAP:CLEAR（制限なし）', en: 'PAP:CLEAR (no limit)' },
  WHITE: { ja: 'PAP:WHITE（旧版。いまの PAP:CLEAR）', en: 'PAP:WHITE (old name of PAP:CLEAR)' },
};
const reliability: Readonly<Record<string, Known>> = {
  a: { ja: '情報源 A：完全に信頼できる', en: 'source A: completely reliable' },
  b: { ja: '情報源 B：おおむね信頼できる', en: 'source B: usually reliable' },
  c: { ja: '情報源 C：ある程度信頼できる', en: 'source C: fairly reliable' },
  d: { ja: '情報源 D：あまり信頼できない', en: 'source D: not usually reliable' },
  e: { ja: '情報源 E：信頼できない', en: 'source E: unreliable' },
  f: { ja: '情報源 F：信頼度を判断できない', en: 'source F: cannot be judged' },
  g: { ja: '情報源 G：故意に欺くおそれ', en: 'source G: deliberately deceptive' },
};
const credibility: Readonly<Record<string, Known>> = {
  '1': { ja: '内容 1：ほかの情報源で確認済み', en: 'information 1: confirmed by others' },
  '2': { ja: '内容 2：おそらく正しい', en: 'information 2: probably true' },
  '3': { ja: '内容 3：正しい可能性がある', en: 'information 3: possibly true' },
  '4': { ja: '内容 4：疑わしい', en: 'information 4: doubtful' },
  '5': { ja: '内容 5：ありそうにない', en: 'information 5: improbable' },
  '6': { ja: '内容 6：判断できない', en: 'information 6: cannot be judged' },
};
const classes: Readonly<Record<string, string>> = {
  spam: '迷惑メール',
  'harmful-speech': '有害な発言',
  violence: '暴力・搾取',
  'infected-system': 'マルウェア感染',
  'c2-server': '指令サーバー',
  'malware-distribution': 'マルウェアの配布',
  'malware-configuration': 'マルウェアの設定の置き場',
  scanner: '探索',
  sniffing: '盗聴',
  'social-engineering': 'だましての聞き出し',
  'ids-alert': '既知の攻撃の試み',
  'brute-force': 'ログインの試行',
  exploit: '未知の手口の試み',
  'privileged-account-compromise': '管理者アカウントの侵害',
  'unprivileged-account-compromise': '一般アカウントの侵害',
  'application-compromise': 'アプリケーションの侵害',
  'system-compromise': 'システムの侵害',
  burglary: '物理的な侵入',
  dos: 'サービス妨害',
  ddos: '分散型サービス妨害',
  misconfiguration: '設定の誤り',
  sabotage: '破壊行為',
  outage: '停止',
  'unauthorised-information-access': '情報への不正アクセス',
  'unauthorised-information-modification': '情報の改ざん',
  'data-loss': '情報の消失',
  'data-leak': '情報の漏えい',
  'unauthorised-use-of-resources': '資源の不正利用',
  copyright: '著作権の侵害',
  masquerade: 'なりすまし',
  phishing: 'フィッシング',
  'weak-crypto': '弱い暗号',
  'ddos-amplifier': '攻撃の増幅に使える機器',
  'potentially-unwanted-accessible': '意図せず公開されたサービス',
  'information-disclosure': '情報の露出',
  'vulnerable-system': '弱点のあるシステム',
  other: 'その他',
  undetermined: '未分類',
  test: '試験',
};

const PATTERN = /^([A-Za-z][A-Za-z0-9-]*):([^="]+)(?:="([^"]*)")?$/;

/** Reads one tag. An unknown one is kept as text, stands for no mark and never widens anything. */
export function readTag(text: string): Tag {
  const known = lookUp(text.trim());
  return {
    text,
    known: known !== undefined,
    label: known === undefined ? { ja: text, en: text } : { ja: known.ja, en: known.en },
    tlp: known?.tlp ?? null,
  };
}

function lookUp(text: string): Known | undefined {
  const [, namespace, predicate = '', value] = PATTERN.exec(text) ?? [];
  switch (namespace?.toLowerCase()) {
    case 'tlp':
      return value === undefined ? tlp[predicate.toLowerCase()] : undefined;
    case 'pap':
      return value === undefined ? pap[predicate.toUpperCase()] : undefined;
    case 'admiralty-scale':
      return predicate === 'source-reliability'
        ? reliability[value ?? '']
        : predicate === 'information-credibility'
          ? credibility[value ?? '']
          : undefined;
    case 'rsit': {
      const ja = classes[value ?? ''];
      return ja !== undefined && value !== undefined && taxonomyOf.get(value) === predicate
        ? { ja, en: value.replaceAll('-', ' ') }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The strictest mark among tags; `otherwise` where none is a mark. Contradictions never open anything. */
export function strictestTlp(tags: readonly string[], otherwise: Tlp): Tlp {
  const marks = tags.map((tag) => readTag(tag).tlp).filter((mark) => mark !== null);
  if (marks.length === 0) return otherwise;
  return tlpLevels[Math.max(...marks.map((mark) => tlpLevels.indexOf(mark)))] ?? otherwise;
}
