/**
 * The condition that a flow began between `{from}` and `{to}`. The table lies by hour, and the hour has to be said: from `at` alone the
 * engine does not conclude it (the key holds `at` as well, last) and reads every hour of the day. In 100 million flows of a day a
 * quarter of an hour then costs a twenty-fourth.
 */
export const withinSpan =
  'at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)} AND toStartOfHour(at) BETWEEN toStartOfHour({from:DateTime64(3)}) AND toStartOfHour({to:DateTime64(3)})';

const AS_WRITTEN = 'at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}';

/** A detector's SQL with the hours said wherever it names its span. */
export function sayHours(sql: string): string {
  return sql.replaceAll(AS_WRITTEN, withinSpan);
}
