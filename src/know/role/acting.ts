/** For whom somebody acts on a page whose address names an organisation. */
import { Refusal } from '#platform/errors';
import { type Call, redirect } from '#platform/web';

/** Refuses whoever does not act for the organisation, in the words for one that does not exist. Operators look, they do not act. */
export function actsFor(c: Pick<Call<unknown, unknown, unknown>, 'person'>, organisation: string): void {
  if (!c.person?.organisations.some(({ id }) => id === organisation))
    throw new Refusal('know.organisation-unknown', {}, 404);
}

/** Leads from a short address (`/roles`) to the same page of the organisation one acts for; who has none registers one first. */
export function toOwn(c: Pick<Call<unknown, unknown, unknown>, 'person'>, page: string): Response {
  const mine = c.person?.organisations[0];
  return mine ? redirect(`/organisations/${mine.id}/${page}`) : redirect('/organisation/register');
}
