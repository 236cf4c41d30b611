/** Why a file or a cell was not taken, in three languages. */
import type { Entry } from '#platform/words';

/** Words for every refusal of a whole file and every fault of a cell. */
export const words = {
  'sheet.empty': {
    ja: 'ファイルの中に表が見つかりませんでした。',
    easy: 'ファイルの 中に 表が ありません。',
    en: 'There is no table in this file.',
  },
  'sheet.too-large': {
    ja: 'ファイルが大きすぎます。分けてお送りください。',
    easy: 'ファイルが 大きすぎます。分けて ください。',
    en: 'This file is too large. Please send it in parts.',
  },
  'sheet.too-many-rows': {
    ja: '行が多すぎます（{max}行まで）。分けてお送りください。',
    easy: '行が 多すぎます。{max}行までに してください。',
    en: 'There are too many rows (up to {max}). Please send the table in parts.',
  },
  'sheet.too-many-cells': {
    ja: 'セルが多すぎます（{max}個まで）。分けてお送りください。',
    easy: 'セルが 多すぎます。{max}までに してください。',
    en: 'There are too many cells (up to {max}). Please send the table in parts.',
  },
  'sheet.too-many-columns': {
    ja: '列が多すぎます（{max}列まで）。',
    easy: '列が 多すぎます。{max}列までに してください。',
    en: 'There are too many columns (up to {max}).',
  },
  'sheet.too-many-sheets': {
    ja: 'シートが多すぎます（{max}枚まで）。',
    easy: 'シートが 多すぎます。{max}枚までに してください。',
    en: 'There are too many sheets (up to {max}).',
  },
  'sheet.macros': {
    ja: 'マクロ（プログラム）が入っているため受け取れません。「Excelブック（.xlsx）」として保存し直してください。',
    easy: 'ファイルの 中に マクロ（プログラム）が あります。「.xlsx」で もういちど 保存してください。',
    en: 'This file holds macros, so we cannot take it. Please save it as a plain “Excel workbook (.xlsx)”.',
  },
  'sheet.old-format': {
    ja: '古い形式か、パスワード付きのファイルです。パスワードを外し、「Excelブック（.xlsx）」か「CSV」で保存し直してください。',
    easy: '古い ファイルか、パスワードが ある ファイルです。「.xlsx」で もういちど 保存してください。',
    en: 'This file is of an old kind or has a password. Please save it without one as “.xlsx” or CSV.',
  },
  'sheet.locked': {
    ja: 'パスワード付きのファイルは読めません。パスワードを外してお送りください。',
    easy: 'パスワードが あるので 読めません。パスワードを とって ください。',
    en: 'This file has a password. Please remove it and send the file again.',
  },
  'sheet.bomb': {
    ja: '開くと異常に大きくなるファイルのため、受け取りませんでした。',
    easy: 'あぶない ファイルかもしれません。受け取りません。',
    en: 'This file would grow far too large when opened, so we did not take it.',
  },
  'sheet.broken': {
    ja: 'ファイルがこわれているようです（{part}）。もう一度保存してお送りください。',
    easy: 'ファイルが こわれています。もういちど 保存してください。',
    en: 'This file seems broken ({part}). Please save it again and retry.',
  },
  'sheet.not-a-sheet': {
    ja: '表のファイルではないようです。Excel（.xlsx）かCSVをお送りください。',
    easy: '表の ファイルでは ありません。Excel（.xlsx）か CSVを 送って ください。',
    en: 'This does not look like a table. Please send an Excel file (.xlsx) or CSV.',
  },
  'sheet.encoding': {
    ja: '文字を正しく読み取れませんでした。Excelで開き、「CSV UTF-8」か「.xlsx」で保存し直してください。',
    easy: '文字が 読めません。「.xlsx」で もういちど 保存してください。',
    en: 'We could not read the characters. Please save the file as “CSV UTF-8” or “.xlsx”.',
  },
  'sheet.open-quote': {
    ja: '{line}行目から始まる引用符（"）が閉じていません。',
    easy: '{line}行目の しるし（"）が とじていません。',
    en: 'The quotation mark opened on line {line} is never closed.',
  },
  'sheet.cell-missing': {
    ja: '空欄です。入力してください。',
    easy: '何も 書いて ありません。書いて ください。',
    en: 'This cell is empty; please fill it in.',
  },
  'sheet.cell-too-long': {
    ja: '長すぎます。短くしてください。',
    easy: '長すぎます。みじかく してください。',
    en: 'This is too long; please shorten it.',
  },
  'sheet.cell-wrong': {
    ja: '書き方を確かめてください。',
    easy: '書きかたを 見なおして ください。',
    en: 'Please check how this is written.',
  },
} as const satisfies Record<string, Entry>;
