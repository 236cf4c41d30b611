/**
 * Domain names in other scripts become what DNS asks for (RFC 3492 Punycode, RFC 5890 A-labels), inside the column engine.
 * The engine here is built without its own IDNA functions, so the arithmetic is written out; it runs only for names that are not ASCII.
 */

/** SQL: the code point of one UTF-8 character. */
const codePoint = (c: string) => {
  const byte = (n: number) => `toInt64(reinterpretAsUInt8(substring(${c}, ${n}, 1)))`;
  const tail = (n: number) => `bitAnd(${byte(n)}, 63)`;
  return `multiIf(length(${c}) = 1, ${byte(1)}, length(${c}) = 2, bitAnd(${byte(1)}, 31) * 64 + ${tail(2)}, length(${c}) = 3, bitAnd(${byte(1)}, 15) * 4096 + ${tail(2)} * 64 + ${tail(3)}, bitAnd(${byte(1)}, 7) * 262144 + ${tail(2)} * 4096 + ${tail(3)} * 64 + ${tail(4)})`;
};

/** SQL: Punycode's digits of `delta` under `bias`: least significant first, each digit with its own threshold `h`. */
const digits = (delta: string, bias: string) => {
  const digit = 'if(q.1 < h, q.1, h + (q.1 - h) % (36 - h))';
  const step = `if(q.1 < 0, q, (if(q.1 < h, toInt64(-1), intDiv(q.1 - h, 36 - h)), concat(q.2, substring('abcdefghijklmnopqrstuvwxyz0123456789', ${digit} + 1, 1))))`;
  const thresholds = `arrayMap(k -> toInt64(greatest(1, least(26, k * 36 - ${bias}))), range(1, 14))`;
  return `arrayFold((q, h) -> ${step}, ${thresholds}, (toInt64(${delta}), '')).2`;
};

/** SQL: the next bias after `delta` was written for the `points`-th character. The last step of the fold is the result. */
const adapt = (delta: string, points: string, first: string) => {
  const damped = `intDiv(${delta}, if(${first}, 700, 2))`;
  return `arrayFold((d, i) -> if(i = 8, (d.1, d.2 + intDiv(36 * d.1, d.1 + 38)), if(d.1 > 455, (intDiv(d.1, 35), d.2 + 36), d)), range(9), (toInt64(${damped} + intDiv(${damped}, ${points})), toInt64(0))).2`;
};

/**
 * SQL: Punycode of an array of code points. State of the folds: (text so far, delta, bias, characters written, last code point).
 * Kept flat on purpose: the engine resolves a lambda anew for each one around it, and a statement must not take long to read.
 */
const punycode = (points: string) => {
  const plain = `arrayFilter(c -> c < 128, ${points})`;
  const written = `(concat(t.1, ${digits('t.2', 't.3')}), toInt64(0), ${adapt('t.2', '(t.4 + 1)', 't.6 = t.4')}, t.4 + 1, t.5, t.6)`;
  const inner = `arrayFold((t, c) -> multiIf(c < m, (t.1, t.2 + 1, t.3, t.4, t.5, t.6), c = m, ${written}, t), ${points}, (s.1, s.2 + 1 + (m - s.5 - 1) * (s.4 + 1), s.3, s.4, m, s.6))`;
  const start = `(concat(arrayStringConcat(arrayMap(c -> char(c), ${plain})), if(empty(${plain}), '', '-')), toInt64(-1), toInt64(72), toInt64(length(${plain})), toInt64(127), toInt64(length(${plain})))`;
  return `arrayFold((s, m) -> ${inner}, arraySort(arrayDistinct(arrayFilter(c -> c >= 128, ${points}))), ${start}).1`;
};

/** SQL: the name in lower case and in A-labels. Text that is not UTF-8 gives ''. */
export function toAscii(x: string): string {
  const folded = `replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(lowerUTF8(${x}))), '[。．｡]', '.')`;
  const labels = `arrayMap(l -> arrayMap(c -> ${codePoint('c')}, ngrams(l, 1)), splitByChar('.', ${folded}))`;
  const label = `if(arrayExists(c -> c >= 128, p), concat('xn--', ${punycode('p')}), arrayStringConcat(arrayMap(c -> char(c), p)))`;
  return `if(isValidASCII(${x}), lower(${x}), if(isValidUTF8(${x}), arrayStringConcat(arrayMap(p -> ${label}, ${labels}), '.'), ''))`;
}
