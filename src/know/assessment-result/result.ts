/** The result of a finished sitting, its plan, and asking for a helper. */
import { z } from 'zod';
import { id, redirect, type View } from '#platform/web';
import { say } from '#platform/words';
import { adviceFor } from '../assessment/plan.ts';
import { score } from '../assessment/score.ts';
import { sizeBand } from '../assessment-sitting/leaves.ts';
import { type Seat, seatRoute } from '../assessment-sitting/seat.ts';
import { dayOf } from '../day/index.ts';
import { namesOf } from '../register/reach.ts';
import { othersLike } from './figures.ts';
import { papersFor } from './papers.ts';
import { askForHelp, changeStep, stepStates, stepsOf } from './plan.ts';
import { type ResultView, resultPage } from './result.html.ts';
import { words } from './words.ts';

type AtStep = { readonly seat: string; readonly step: string };
const YEAR = 365 * 86_400_000;

/** Everything a result page says, as the caller may see it. */
async function draw(
  c: { readonly view: View; readonly url: URL; readonly now: Date; readonly as: Seat['as'] },
  seat: Seat,
  refused?: ResultView['refused'],
) {
  const { sheet, sitting, shelf } = seat;
  const plan = await seat.as((q) => stepsOf(q, sitting.id));
  const bounds = shelf.start.sizes.map(({ people }) => people);
  // As the caller, not as the link's worker: figures of others come through the published view whoever asks.
  const others = await c.as((q) =>
    othersLike(q, {
      questionnaire: sheet.id,
      series: sitting.series,
      trade: sitting.profile.trade ?? null,
      sizeBand: sizeBand(bounds, sitting.profile.people),
    }),
  );
  const said = (['saved', 'help', 'claimed'] as const).find((word) => c.url.searchParams.has(word));
  return resultPage({
    page: c.view,
    seat,
    result: score(sheet, sitting.profile, sitting.answers),
    plan,
    others,
    today: dayOf(c.now),
    papers: papersFor(c.view.language, sitting.organisationId),
    said,
    refused,
  });
}

seatRoute({
  method: 'GET',
  path: '/result',
  query: z.object({ saved: z.string().optional(), help: z.string().optional(), claimed: z.string().optional() }),
  handle: async (c, seat) => (seat.sitting.finishedAt ? draw(c, seat) : redirect(seat.base)),
});

seatRoute<AtStep, unknown, { owner: string; dueOn: string; state: (typeof stepStates)[number] }>({
  method: 'POST',
  path: '/steps/:step',
  params: { step: id },
  form: z.object({
    owner: z.string().trim().max(100).default(''),
    dueOn: z.string().max(20),
    state: z.enum(stepStates).default('open'),
  }),
  async handle(c, seat) {
    const { dueOn, state } = c.form;
    const isDay = z.iso.date().safeParse(dueOn).success;
    // A step that is done or dropped may keep a day that has passed.
    const isFine =
      isDay && dueOn <= dayOf(new Date(c.now.getTime() + 5 * YEAR)) && (state !== 'open' || dueOn >= dayOf(c.now));
    if (!isFine) return draw(c, seat, { step: c.params.step, owner: c.form.owner, dueOn: isDay ? dueOn : '' });
    await seat.as((q) => changeStep(c.house, q, seat.sitting, c.params.step, c.form, seat.actor));
    return redirect(`${seat.base}/result?saved=1`);
  },
});

seatRoute<AtStep>({
  method: 'POST',
  path: '/steps/:step/help',
  params: { step: id },
  async handle(c, seat) {
    const { sitting, sheet } = seat;
    const { organisationId } = sitting;
    if (!organisationId) return redirect(`${seat.base}/claim`);
    const asked = await seat.as(async (q) => {
      const question = await askForHelp(c.house, q, sitting, c.params.step, seat.actor);
      const step = (await stepsOf(q, sitting.id)).find((one) => one.id === c.params.step);
      return question && step
        ? { question, step, organisation: (await namesOf(q, [organisationId])).get(organisationId) ?? '' }
        : undefined;
    });
    const question = sheet.questions.find(({ id }) => id === asked?.question);
    if (asked && question)
      await c.house.mail.send({
        to: c.house.config.KYOJO_HELP_MAIL,
        subject: say(words.helpSubject, 'ja', { organisation: asked.organisation, question: question.id }),
        text: say(words.helpText, 'ja', {
          organisation: asked.organisation,
          title: sheet.title.ja,
          question: question.ask.ja,
          advice: adviceFor(sheet, question, sitting.profile, sitting.answers).ja,
          owner: asked.step.owner || say(words.nobody, 'ja'),
          due: asked.step.dueOn,
          link: `${c.house.url}/assessments/${sitting.id}/result`,
        }),
        messageId: `help-step-${asked.step.id}`,
      });
    return redirect(`${seat.base}/result?help=1`);
  },
});
