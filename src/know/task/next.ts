/** What an organisation could do next for its own protection: for the first page a member sees. */
import type { Queries } from '#platform/postgres';
import { type Language, say } from '#platform/words';
import { latestResults } from '../assessment/result.ts';
import { dayText } from '../day/index.ts';
import { openTasks, taskText } from './store.ts';
import { words } from './words.ts';

const SHOWN = 3;

/** A step with where it begins. */
export interface NextStep {
  readonly text: string;
  readonly href: string;
  readonly note: string | undefined;
}

/** At most three steps, the most urgent task first; where nothing has been begun, the first self-assessment. */
export async function nextSteps(q: Queries, organisation: string, language: Language): Promise<readonly NextStep[]> {
  const tasks = (await openTasks(q, organisation)).slice(0, SHOWN).map((task) => ({
    text: taskText(task, language),
    href: task.href,
    note: task.dueOn === null ? undefined : say(words.due, language, { date: dayText(task.dueOn, language) }),
  }));
  if ((await latestResults(q, organisation)).size > 0) return tasks;
  const first = { text: say(words.first, language), href: '/assessments', note: say(words.firstNote, language) };
  return [first, ...tasks].slice(0, SHOWN);
}
