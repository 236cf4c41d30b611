/**
 * A hundred questions as people type them, each with what it must find: ids of documents of the real corpus, chosen by reading it. `why` names
 * what makes the question hard.
 */
export interface Question {
  readonly ask: string;
  readonly finds: readonly string[];
  readonly why:
    | 'plain'
    | 'width'
    | 'kana'
    | 'okurigana'
    | 'long-vowel'
    | 'english'
    | 'short-form'
    | 'several-words'
    | 'sentence';
}

const of = (why: Question['why'], lines: readonly (readonly [ask: string, ...finds: string[]])[]): Question[] =>
  lines.map(([ask, ...finds]) => ({ ask, finds, why }));

export const questions: readonly Question[] = [
  ...of('plain', [
    ['ランサムウェア', 'term:26007'],
    ['フィッシング対策協議会', 'term:25900'],
    ['ビジネスメール詐欺', 'term:25846'],
    ['お助け隊', 'initiative:help-squad'],
    ['安心相談窓口', 'initiative:relief-desk'],
    ['理解度チェック', 'initiative:understanding-check'],
    ['標語募集', 'initiative:slogan-contest'],
    ['経営トップセミナー', 'initiative:keidanren-top-seminar'],
    ['量子暗号通信', 'measure:2020-4.2-1-26'],
    ['自動運転', 'measure:2020-2.1-1-17'],
    ['クレジットカード・セキュリティガイドライン', 'measure:2020-2.2-1-03'],
    ['電子証明書 HPKI', 'measure:2020-2.2-1-05'],
    ['GIGAスクール構想', 'measure:2020-4.3-10'],
    ['情報セキュリティマネジメント試験', 'measure:2020-4.1-2-07'],
    ['侵入試験', 'measure:2020-3.2-1-04'],
    ['営業秘密', 'measure:2020-1.1-3-01', 'measure:2020-2.1-2-10'],
    ['小型無人機', 'measure:2020-2.1-1-19'],
    ['暗号資産', 'term:24958', 'measure:2020-2.1-1-15'],
    ['サイバーコロッセオ', 'measure:2020-2.5-2-03'],
    ['家電エコポイント', 'incident:incident-2019-08'],
    ['フィッシング', 'term:25894'],
    ['保険証', 'measure:2020-2.2-2-08'],
  ]),
  ...of('width', [
    ['ＣＳＩＲＴ', 'term:24430'],
    ['Ｗｉ－Ｆｉ', 'initiative:wifi-user-manual', 'initiative:wifi-provider-guide'],
    ['ﾏﾙｳｪｱ', 'term:25989'],
    ['ﾗﾝｻﾑｳｪｱ', 'term:26007'],
    ['ＩｏＴ機器', 'term:24559'],
    ['ＳｅｃＨａｃｋ３６５', 'initiative:sechack365'],
    ['ｾｷｭﾘﾃｨ･ｷｬﾝﾌﾟ', 'initiative:security-camp'],
    ['Ｓｏｃｉｅｔｙ５．０', 'term:24900'],
    ['９か条', 'initiative:nine-rules'],
    ['@police', 'initiative:at-police'],
    ['第4次行動計画', 'term:25534'],
    ['ｉＬｏｇＳｃａｎｎｅｒ', 'measure:2020-2.1-1-07'],
  ]),
  ...of('kana', [
    ['らんさむうぇあ', 'term:26007'],
    ['ふぃっしんぐ', 'term:25894'],
    ['まるうぇあ', 'term:25989'],
    ['ぼっとねっと', 'term:25955'],
    ['ネットもらるきゃらばん', 'initiative:net-moral-caravan'],
    ['せきゅりてぃぷれぜんたー', 'initiative:security-presenters'],
    ['てれわーく', 'term:25753'],
    ['ナリスマシ', 'term:25805'],
    ['はにーぽっと', 'term:25842', 'measure:2020-4.2-1-17'],
    ['ワカリヤスイ対策集', 'initiative:small-firm-measures'],
  ]),
  ...of('okurigana', [
    ['取り組みの見える化', 'initiative:portal'],
    ['取組みの見える化', 'initiative:portal'],
    ['問い合わせ 個人情報保護法', 'measure:2020-2.1-2-04'],
    ['手引き Wi-Fi提供者', 'initiative:wifi-provider-guide'],
    ['手引 Wi-Fi提供者', 'initiative:wifi-provider-guide'],
    ['社会人学生の受入れ', 'measure:2020-4.1-1-04'],
    ['成り済まし', 'term:25805'],
    ['組み込みソフトウェア', 'measure:2020-3.3-2-04', 'measure:2019-3.3-2-04'],
  ]),
  ...of('long-vowel', [
    ['サイバーセキュリティー月間', 'initiative:cybersecurity-month', 'term:25274'],
    ['セキュリティー・キャンプ', 'initiative:security-camp'],
    ['フイッシング', 'term:25894'],
    ['コンピューターウィルス', 'incident:incident-2019-03'],
    ['マイナンバ', 'term:25979'],
    ['セキュリティ・バイ・デザイン', 'term:25654'],
    ['メールサーバー 脆弱なパスワード', 'incident:incident-2019-23'],
    ['サプライチェインリスク', 'term:25415'],
    ['ステイクホルダー', 'term:25616'],
  ]),
  ...of('english', [
    ['ransomware', 'term:26007'],
    ['phishing', 'term:25894'],
    ['malware', 'term:25989'],
    ['botnet', 'term:25955'],
    ['telework', 'term:25753'],
    ['supply chain', 'term:25407'],
    ['triage', 'term:25787'],
    ['penetration test', 'term:25931'],
    ['honeypot', 'term:25842'],
    ['cloud service', 'term:25057'],
    ['blockchain', 'term:25916'],
    ['backdoor', 'term:25836'],
    ['digital forensics', 'term:25717'],
    ['business email compromise', 'term:25846'],
    ['quantum cryptography', 'term:26035'],
    ['Common Vulnerability Scoring System', 'term:24456'],
    ['security by design', 'term:25654'],
  ]),
  ...of('short-form', [
    ['BEC', 'term:25846'],
    ['BCP', 'term:24361', 'term:25445'],
    ['NISC', 'term:24821', 'term:25789'],
    ['スマホ', 'term:25618'],
    ['IPA', 'term:24587'],
    ['J-CRAT', 'initiative:targeted-attack-desk', 'measure:2020-2.7-05'],
    ['JPCERT', 'term:24730'],
    ['DMARC', 'term:24488', 'measure:2020-2.1-1-11'],
  ]),
  ...of('several-words', [
    ['中小企業 ガイドライン', 'initiative:sme-guideline'],
    ['警察 相談', 'initiative:cybercrime-desk'],
    ['医療機器 サイバーセキュリティ', 'measure:2020-2.2-1-16'],
    ['大学 USBメモリ 紛失', 'incident:incident-2019-10', 'incident:incident-2019-17'],
    ['自治体 CSIRT協議会', 'measure:2020-2.2-2-04'],
    ['学生 セミナー', 'initiative:cric-students'],
    ['金融ISAC ワークショップ', 'initiative:finance-workshops'],
    ['工場 IoT', 'initiative:factory-iot-first-step'],
  ]),
  ...of('sentence', [
    ['IoT機器の利用者への注意喚起', 'initiative:notice', 'measure:2020-1.3-2-02'],
    ['中小企業の情報セキュリティ対策ガイドライン', 'initiative:sme-guideline'],
    ['病院でマルウェアに感染', 'incident:incident-2019-19'],
    ['送信ドメイン認証技術の普及', 'measure:2020-2.1-1-11'],
    ['学校における情報モラル教育', 'measure:2020-4.1-3-04'],
    ['クラウドサービスの安全性評価制度', 'measure:2020-2.3-2-02', 'term:24607', 'term:25632'],
  ]),
];
