/** Providers among the members: whoever holds networks has places of its own. */
import { addresseesOf } from '#know';
import type { Queries } from '#platform/postgres';

/** Whether one of these organisations is a provider. */
export async function isProvider(q: Queries, organisations: readonly string[]): Promise<boolean> {
  return [...(await addresseesOf(q, organisations)).values()].some(({ kind }) => kind === 'provider');
}
