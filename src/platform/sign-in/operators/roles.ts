import { Refusal } from '#platform/errors';
import { changeRole, closePerson, endSessions, lockOperators } from '../people.ts';
import { atDesk, type Ground } from '../transaction.ts';

/** Gives or takes the operator's role. Refuses (409) to take it from the last one: nobody could give it back. */
export async function setOperator(house: Ground, personId: string, isOperator: boolean, by: string): Promise<void> {
  await atDesk(house, async (desk) => {
    const operators = await lockOperators(desk.q);
    if (!isOperator) refuseLast(operators, personId);
    if (await changeRole(desk.q, personId, isOperator))
      await desk.fact({
        kind: isOperator ? 'person.made-operator' : 'person.role-taken',
        subject: `person:${personId}`,
        actor: by,
      });
  });
}

/** Closes an account and ends its sessions. Refuses (409) the last operator's. */
export async function closeAccount(house: Ground, personId: string, by: string): Promise<void> {
  await atDesk(house, async (desk) => {
    refuseLast(await lockOperators(desk.q), personId);
    if (!(await closePerson(desk.q, personId))) return;
    await endSessions(desk.q, personId);
    await desk.fact({ kind: 'person.closed', subject: `person:${personId}`, actor: by });
  });
}

function refuseLast(operators: readonly string[], personId: string): void {
  if (operators.length === 1 && operators[0] === personId) throw new Refusal('sign-in.last-operator', {}, 409);
}
