/** Calendar arithmetic for terms. Days are taken in Japan, where the terms are promised. */

const JAPAN_MS = 9 * 60 * 60 * 1000;

/**
 * The same day some months later, at the same time; the last day of the month when there is no such day (31 January
 * and one month is 28 February).
 */
export function addMonths(at: Date, months: number): Date {
  const local = new Date(at.getTime() + JAPAN_MS);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + months, local.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const time = local.getTime() % 86_400_000;
  const sameDay = Date.UTC(year, month, Math.min(day, last)) + (time < 0 ? time + 86_400_000 : time);
  return new Date(sameDay - JAPAN_MS);
}

/** The end of a calendar day in Japan: the last millisecond at which something “valid until” that day still holds. */
export function endOfDay(at: Date): Date {
  const day = Math.floor((at.getTime() + JAPAN_MS) / 86_400_000);
  return new Date((day + 1) * 86_400_000 - JAPAN_MS - 1);
}
