/** What tables of EDR products call their columns and what stands in them, in Japanese and English. */

/** Heads of columns, in lower case; where there are several, the first that fits. */
export const edrColumns = {
  time: /time|date|日時|時刻/,
  severity: /severity|level|重要度|深刻度|危険度/,
  signature: [/^(detection|threat|alert|rule|signature|検知名|検出名|脅威)/, /name|title/],
  source: /source.?ip|src|remote.?ip|送信元|接続元/,
  target: [/(local|host|device|dest\w*|dst).?ip|宛先|送信先/, /^ip(アドレス)?$|端末.?ip/],
  port: /port|ポート/,
  action: /action|status|disposition|処理|処置|対処/,
} as const;

/** Words for how bad it is, on the scale of CEF from 0 to 10. */
export const edrSeverities: Readonly<Record<string, number>> = {
  informational: 1,
  info: 1,
  low: 3,
  medium: 5,
  high: 7,
  critical: 10,
  情報: 1,
  低: 3,
  中: 5,
  高: 7,
  緊急: 10,
  重大: 10,
};

/** Words for an attempt that the sensor itself stopped. */
export const stopped =
  /block|den(y|ied)|drop|reject|quarantin|prevent|remediat|clean|isolat|遮断|隔離|駆除|削除|拒否|ブロック/i;
