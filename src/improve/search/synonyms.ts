/** Other ways to write a word: names for one thing, and what is typed in kana. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '#platform/files';

/**
 * Words for one thing: English names and short forms beside the Japanese that the documents use. From the terms of the report's own
 * glossary (data/plan/glossary.jsonl), whose katakana gives no English; abbreviations that it explains are read from it (see `expansions`).
 */
export const SYNONYMS: readonly (readonly string[])[] = [
  ['ランサムウェア', 'ransomware', '身代金要求型'],
  ['フィッシング', 'phishing'],
  ['マルウェア', 'malware', '不正プログラム', 'コンピュータウイルス'],
  ['ボットネット', 'botnet'],
  ['ハニーポット', 'honeypot'],
  ['バックドア', 'backdoor', 'back door'],
  ['なりすまし', '成りすまし', '成り済まし', 'spoofing', 'impersonation'],
  ['ビジネスメール詐欺', 'business email compromise', 'bec'],
  ['標的型攻撃', 'targeted attack'],
  ['不正アクセス', 'unauthorised access', 'unauthorized access'],
  ['ハッキング', 'hacking'],
  ['脆弱性', 'vulnerability', 'ぜい弱性', '弱点'],
  ['インシデント', 'incident'],
  ['トリアージ', 'triage'],
  ['ペネトレーションテスト', 'penetration test', 'pentest', '侵入試験', '侵入検査', '侵入テスト'],
  ['デジタルフォレンジック', 'digital forensics', 'フォレンジック'],
  ['リバースエンジニアリング', 'reverse engineering'],
  ['タイポスクワッティング', 'typosquatting'],
  ['サプライチェーン', 'supply chain', 'サプライチェイン'],
  ['ステークホルダー', 'stakeholder', 'ステイクホルダー'],
  ['セキュリティ・バイ・デザイン', 'security by design'],
  ['セキュリティパッチ', 'security patch', 'patch'],
  ['クラウドサービス', 'cloud service', 'クラウド'],
  ['テレワーク', 'telework', 'remote work', '在宅勤務', 'リモートワーク'],
  ['スマートフォン', 'smartphone', 'スマホ'],
  ['スマートホーム', 'smart home'],
  ['ビッグデータ', 'big data'],
  ['ブロックチェーン', 'blockchain'],
  ['暗号資産', 'crypto asset', 'cryptocurrency', '仮想通貨'],
  ['量子暗号', 'quantum cryptography'],
  ['電子署名', 'electronic signature', 'digital signature'],
  ['トラストサービス', 'trust service'],
  ['アクセス制御', 'access control'],
  ['アクチュエータ', 'actuator'],
  ['イノベーション', 'innovation'],
  ['カウンターインテリジェンス', 'counterintelligence'],
  ['可用性', 'availability'],
  ['完全性', 'integrity'],
  ['機密性', 'confidentiality'],
  ['コンティンジェンシープラン', 'contingency plan'],
  ['事業継続計画', 'bcp', 'business continuity plan'],
  ['サイバー空間', 'cyberspace'],
  ['サイバー攻撃', 'cyber attack', 'cyberattack'],
  ['サイバーセキュリティ', 'cybersecurity', 'cyber security'],
  ['サイバー犯罪', 'cybercrime'],
  ['サイバーセキュリティ月間', 'cybersecurity month'],
  ['重要インフラ', 'critical infrastructure'],
  ['制御系', 'control system', '制御システム'],
  ['セプター', 'ceptoar'],
  ['テストベッド', 'testbed'],
  ['ドメイン名', 'domain name'],
  ['内閣サイバーセキュリティセンター', 'nisc'],
  ['情報処理推進機構', 'ipa'],
  ['情報通信研究機構', 'nict'],
  ['ベストプラクティス', 'best practice', 'good practice', '良い事例'],
  ['ポータルサイト', 'portal'],
  ['マイナンバー', 'my number'],
  ['リスクマネジメント', 'risk management'],
  ['リテラシー', 'literacy'],
  ['ガイドライン', 'guideline', '指針'],
  ['中小企業', 'sme', 'small and medium', 'small business', '小さな会社', '中小'],
  ['相談窓口', 'help desk', 'consultation', '相談先'],
  ['セミナー', 'seminar', '講習', '講演'],
  ['人材育成', 'human resource', 'training'],
  ['情報漏えい', 'data breach', 'data leak', '情報漏洩', '情報もれ'],
  ['個人情報', 'personal information', 'personal data'],
  ['パスワード', 'password', '暗証番号'],
  ['迷惑メール', 'spam', 'スパム'],
  ['注意喚起', 'alert', 'warning'],
  ['演習', 'exercise', 'drill', '訓練'],
  ['調査', 'survey', 'アンケート'],
  ['監査', 'audit'],
  ['病院', 'hospital', '医療機関'],
  ['学校', 'school', '教育機関'],
  ['大学', 'university'],
  ['自治体', 'local government', '地方公共団体'],
  ['工場', 'factory', 'plant'],
];

// What is typed in kana, as it is written: a table made once with a dictionary (data/portal/readings.tsv), because the dictionary itself takes 18 MB on
// disk and 390 MB in every process, and the table 1.2 MB and some 10 (measured by `bench/improve/readings.ts`).
let table: ReadonlyMap<string, string> | undefined;

function written(reading: string): readonly string[] {
  table ??= new Map(
    readFileSync(join(productRoot, 'data/portal/readings.tsv'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t') as [string, string]),
  );
  return table.get(reading)?.split(',') ?? [];
}

/** At most this many ways to write two words that follow each other. */
const PAIRS = 4;

/** How a folded word of kana alone is written, most frequent first; two words in one (ショウガクキンホケン) by their parts. Nothing for every other word. */
export function writtenAs(word: string): readonly string[] {
  if (!/^[ァ-ヶ]{2,24}$/.test(word)) return [];
  const whole = written(word);
  if (whole.length > 0) return whole;
  for (let at = word.length - 2; at >= 2; at--) {
    const [before, after] = [written(word.slice(0, at)), written(word.slice(at))];
    if (before.length > 0 && after.length > 0)
      return before.flatMap((first) => after.map((second) => `${first}${second}`)).slice(0, PAIRS);
  }
  return [];
}
