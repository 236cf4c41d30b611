/** QR codes for papers, pages and certificates. */
import { create, toBuffer } from 'qrcode';

/** Side of the quiet zone in modules; readers need four (ISO/IEC 18004). */
const QUIET = 4;

/**
 * A QR code as one SVG path, crisp at every size. Takes any text (usually an address); level M survives 15 % damage,
 * which a folded letter may cause. Refuses (throws) what does not fit into a QR code, about 2,300 bytes.
 */
export function qrSvg(text: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = modules.size + 2 * QUIET;
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      let run = 1;
      while (column + run < modules.size && modules.get(row, column + run) !== 0) run += 1;
      path += `M${column + QUIET} ${row + QUIET}h${run}v1h-${run}z`;
      column += run - 1;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`;
}

/** A QR code as PNG, for formats that cannot hold SVG. */
export async function qrPng(text: string): Promise<Uint8Array> {
  return toBuffer(text, { errorCorrectionLevel: 'M', margin: QUIET, scale: 8, type: 'png' });
}
