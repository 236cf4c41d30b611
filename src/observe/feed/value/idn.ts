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

/** SQL: Punycode's digits of `delta` under `bias`: least significant first, each digit with its own threshold. */
const digits = (delta: string, bias: string) => {
  const step = (k: string, q: string) => {
    const threshold = `greatest(toInt64(1), least(toInt64(26), ${k} * 36 - ${bias}))`;
    const last = `${q}.1 < ${threshold}`;
    const digit = `if(${last}, ${q}.1, ${threshold} + (${q}.1 - ${threshold}) % (36 - ${threshold}))`;
    const letter = `substring('abcdefghijklmnopqrstuvwxyz0123456789', ${digit} + 1, 1)`;
    return `if(${q}.1 < 0, ${q}, (if(${last}, toInt64(-1), intDiv(${q}.1 - ${threshold}, 36 - ${threshold})), concat(${q}.2, ${letter})))`;
  };
  return `arrayFold((q, k) -> ${step('k', 'q')}, arrayMap(i -> toInt64(i), range(1, 14)), (toInt64(${delta}), '')).2`;
};

/** SQL: the next bias after `delta` was written for the `points`-th character. */
const adapt = (delta: string, points: string, first: string) => {
  const start = `(intDiv(${delta}, if(${first}, 700, 2)) + intDiv(intDiv(${delta}, if(${first}, 700, 2)), ${points}))`;
  const shrunk = `arrayFold((d, i) -> if(d.1 > 455, (intDiv(d.1, 35), d.2 + 36), d), range(8), (toInt64(${start}), toInt64(0)))`;
  return `arrayMap(d -> d.2 + intDiv(36 * d.1, d.1 + 38), [${shrunk}])[1]`;
};

// State of the fold: (text so far, delta, bias, characters written, next code point).
const punycode = (points: string) => {
  const plain = `arrayFilter(c -> c < 128, ${points})`;
  const inner = `arrayFold((t, c) -> if(c < m, (t.1, t.2 + 1, t.3, t.4, t.5), if(c = m, (concat(t.1, ${digits('t.2', 't.3')}), toInt64(0), ${adapt('t.2', '(t.4 + 1)', `t.4 = length(${plain})`)}, t.4 + 1, t.5), t)), ${points}, (s.1, s.2 + (m - s.5) * (s.4 + 1), s.3, s.4, s.5))`;
  const outer = `arrayFold((s, m) -> arrayMap(u -> (u.1, u.2 + 1, u.3, u.4, m + 1), [${inner}])[1], arraySort(arrayDistinct(arrayFilter(c -> c >= 128, ${points}))), (concat(arrayStringConcat(arrayMap(c -> char(c), ${plain})), if(empty(${plain}), '', '-')), toInt64(0), toInt64(72), toInt64(length(${plain})), toInt64(128)))`;
  return `${outer}.1`;
};

const label = (l: string) =>
  `if(isValidASCII(${l}), ${l}, concat('xn--', arrayMap(points -> ${punycode('points')}, [arrayMap(c -> ${codePoint('c')}, ngrams(${l}, 1))])[1]))`;

/** SQL: the name in lower case and in A-labels. Text that is not UTF-8 gives ''. */
export function toAscii(x: string): string {
  const folded = `replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(lowerUTF8(${x}))), '[。．｡]', '.')`;
  return `if(isValidASCII(${x}), lower(${x}), if(isValidUTF8(${x}), arrayStringConcat(arrayMap(l -> ${label('l')}, splitByChar('.', ${folded})), '.'), ''))`;
}
