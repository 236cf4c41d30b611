/** Days as `2026-11-21`, in the zone organisations live in: as they stand in forms, addresses and `date` columns. */
import { formatDate, type Language } from '#platform/words';

/** The day it is in Japan. */
export function dayOf(at: Date): string {
  return formatDate(at, 'en', 'iso');
}

/** A day some days later. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The moment a day begins. */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+09:00`);
}

/** A day as people read it; nothing for none. */
export function dayText(day: string | null, language: Language): string {
  return day === null ? '' : formatDate(startOf(day), language);
}
