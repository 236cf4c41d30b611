/** Names of ministries as the yearly report prints them, in its column and in the tags of its results. */

/** Names that may stand in the column 担当府省庁; a row's first line and the lines after it are read against this list. */
export const MINISTRIES: readonly string[] = [
  '内閣官房',
  '内閣法制局',
  '内閣府',
  '宮内庁',
  '公正取引委員会',
  '国家公安委員会',
  '警察庁',
  '個人情報保護委員会',
  'カジノ管理委員会',
  '金融庁',
  '消費者庁',
  'こども家庭庁',
  'デジタル庁',
  '復興庁',
  '総務省',
  '消防庁',
  '法務省',
  '公安調査庁',
  '外務省',
  '財務省',
  '文部科学省',
  '厚生労働省',
  '農林水産省',
  '経済産業省',
  '資源エネルギー庁',
  '国土交通省',
  '海上保安庁',
  '気象庁',
  '環境省',
  '原子力規制委員会',
  '原子力規制庁',
  '防衛省',
  '人事院',
  '会計検査院',
];

/** How a tag in a result column names a ministry, and the column's name for it. */
const TAG_NAMES: Readonly<Record<string, string>> = {
  NISC: '内閣官房',
  厚労省: '厚生労働省',
  経産省: '経済産業省',
  国交省: '国土交通省',
  文科省: '文部科学省',
  農水省: '農林水産省',
  個人情報保護委員会: '内閣府',
};

const known = new Set(MINISTRIES);

/** Tells whether a text is exactly one ministry's name as printed in the column. */
export function isMinistry(text: string): boolean {
  return known.has(text);
}

/** The ministry a text begins with when a blank (or nothing) follows its name, else null. */
export function leadingMinistry(text: string): { readonly name: string; readonly rest: string } | null {
  const blank = text.search(/\s/);
  const name = blank < 0 ? text : text.slice(0, blank);
  if (!known.has(name)) return null;
  return { name, rest: blank < 0 ? '' : text.slice(blank).trim() };
}

/**
 * Reads the inside of a bracket such as `NISC` or `内閣官房・総務省・経済産業省` as ministries in the column's names;
 * null when one part is no ministry, so that 【集合研修実施状況】 stays text.
 */
export function readTag(inside: string): readonly string[] | null {
  const names: string[] = [];
  for (const part of inside.split(/[・、,，\s]+/)) {
    const name = TAG_NAMES[part] ?? part;
    if (!known.has(name)) return null;
    if (!names.includes(name)) names.push(name);
  }
  return names.length > 0 ? names : null;
}
