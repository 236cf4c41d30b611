/** The paper kit: one block model, rendered to PDF (Typst, fonts inside) and Word; letters for window envelopes; QR codes. */
export {
  Block,
  type Fact,
  type Item,
  type Paper,
  type PlainBlock,
  plainText,
  Span,
  type TableBlock,
  Text,
} from './blocks.ts';
export { paperDocx } from './docx.ts';
export { type Letter, letterPdf, lettersPdf, windows } from './letter.ts';
export { qrPng, qrSvg } from './qr.ts';
export { paperPdf } from './typst.ts';
