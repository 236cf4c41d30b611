import { html, type Markup, nothing } from '#platform/html';
import { banner, button, chip, disclosure, form, page, postButton, section, table } from '#platform/page';
import type { View } from '#platform/web';
import { type Language, say } from '#platform/words';
import { dayText } from '../day/index.ts';
import { type Gap, type Holding, holdsOn, type Role, roles } from './roles.ts';
import { words } from './words.ts';

/** What the register shows. */
export interface RegisterView {
  readonly page: View;
  readonly organisation: { readonly id: string; readonly name: string; readonly staffCount: number | null };
  readonly holdings: readonly Holding[];
  readonly gaps: readonly Gap[];
  readonly day: string;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly { readonly name: string; readonly text: string }[];
  readonly done: 'saved' | 'ended' | undefined;
  readonly mayAct: boolean;
}

/** The register: gaps first, then who holds what today, then the form, then everybody so far. */
export function registerPage(view: RegisterView): Markup {
  const { language } = view.page;
  const past = view.holdings.filter((one) => !holdsOn(one, view.day));
  return page({
    ...view.page,
    title: say(words.title, language),
    kicker: view.organisation.name,
    heading: say(words.title, language),
    lead: say(words.lead, language),
    alerts: view.done
      ? banner({ language, tone: 'good', title: say(words[view.done], language), live: true })
      : nothing,
    main: html`${
      view.gaps.length === 0
        ? banner({ language, tone: 'good', title: say(words.gapsNone, language) })
        : banner({
            language,
            tone: 'warn',
            title: say(words.gaps, language, { count: view.gaps.length }),
            body: html`<ul>${view.gaps.map((gap) => html`<li>${gapText(gap, language)}</li>`)}</ul>`,
          })
    }
${section({ heading: say(words.now, language), body: nowTable(view) })}
${view.mayAct ? section({ heading: say(words.add, language), note: say(words.addNote, language), body: addForm(view) }) : nothing}
${past.length > 0 ? disclosure({ summary: say(words.history, language), body: pastTable(past, language) }) : nothing}`,
  });
}

function gapText(gap: Gap, language: Language): string {
  const role = gap.role.title[language];
  return gap.kind === 'ends-soon'
    ? say(words['gap.ends-soon'], language, { role, on: dayText(gap.on ?? '', language) })
    : say(words[`gap.${gap.kind}`], language, { role });
}

interface Line {
  readonly role: Role;
  readonly holding: Holding | undefined;
}

function nowTable(view: RegisterView): Markup {
  const { language } = view.page;
  const isNeeded = (role: Role) => role.needed.from <= (view.organisation.staffCount ?? 1);
  const lines = roles.flatMap((role): Line[] => {
    const held = view.holdings.filter((one) => one.role === role.id && holdsOn(one, view.day));
    if (held.length > 0) return held.map((holding) => ({ role, holding }));
    return isNeeded(role) ? [{ role, holding: undefined }] : [];
  });
  const others = roles.filter((role) => !isNeeded(role) && !lines.some((line) => line.role === role));
  const held = table<Line>({
    language,
    caption: say(words.now, language),
    hideCaption: true,
    phone: 'cards',
    rows: lines,
    columns: [
      {
        key: 'role',
        label: say(words.role, language),
        header: true,
        cell: ({ role, holding }) =>
          html`${role.title[language]}${holding?.isDeputy ? html` ${chip({ text: say(words.deputy, language), tone: 'quiet' })}` : nothing}<br><span class="note">${role.does[language]}</span>`,
      },
      {
        key: 'person',
        label: say(words.person, language),
        cell: ({ holding }) =>
          holding
            ? html`<div>${holding.personName}${holding.title ? html`<p class="note">${holding.title}</p>` : nothing}</div>`
            : chip({ text: say(words.nobody, language), tone: 'warn' }),
      },
      {
        key: 'contact',
        label: say(words.contact, language),
        cell: ({ holding }) =>
          holding
            ? html`<div>${holding.phone}${holding.phone && holding.email ? html`<br>` : nothing}${holding.email}</div>`
            : null,
      },
      {
        key: 'term',
        label: say(words.term, language),
        cell: ({ holding }) => (holding ? termOf(holding, language) : null),
      },
      ...(view.mayAct
        ? [
            {
              key: 'act',
              label: say(words.act, language),
              cell: ({ role, holding }: Line) =>
                holding
                  ? postButton({
                      action: `/organisations/${view.organisation.id}/roles/${holding.id}/end`,
                      text: say(words.end, language),
                      kind: 'plain',
                      small: true,
                      label: `${role.title[language]} ${holding.personName} ${say(words.end, language)}`,
                    })
                  : null,
            },
          ]
        : []),
    ],
  });
  if (others.length === 0) return held;
  return html`${held}${disclosure({
    summary: say(words.notNeeded, language),
    body: html`<ul>${others.map((role) => html`<li>${role.title[language]}<p class="note">${role.does[language]}</p></li>`)}</ul>`,
  })}`;
}

const termOf = (holding: Holding, language: Language) =>
  `${dayText(holding.fromOn, language)} – ${holding.untilOn ? dayText(holding.untilOn, language) : ''}`;

function addForm(view: RegisterView): Markup {
  const { language } = view.page;
  const field = (name: string) => ({
    language,
    name,
    value: view.values[name],
    error: view.errors.find((one) => one.name === name)?.text,
  });
  return form.form({
    language,
    action: `/organisations/${view.organisation.id}/roles`,
    errors: view.errors,
    body: html`${form.select({ ...field('role'), label: say(words.role, language), required: true, choices: roles.map((role) => ({ value: role.id, label: role.title[language] })) })}
${form.checkbox({ language, name: 'isDeputy', label: say(words.isDeputy, language), checked: view.values.isDeputy === 'yes' })}
${form.text({ ...field('personName'), label: say(words.person, language), required: true, maxlength: 100, width: 'medium' })}
${form.text({ ...field('title'), label: say(words.post, language), maxlength: 100, width: 'medium' })}
${form.text({ ...field('phone'), label: say(words.phone, language), type: 'tel', maxlength: 40, width: 'medium' })}
${form.text({ ...field('email'), label: say(words.email, language), type: 'email', maxlength: 254, width: 'medium' })}
${form.date({ ...field('fromOn'), value: view.values.fromOn ?? view.day, label: say(words.from, language), required: true })}
${form.date({ ...field('untilOn'), label: say(words.until, language), hint: say(words.untilHint, language) })}
${button({ text: say(words.save, language) })}`,
  });
}

function pastTable(past: readonly Holding[], language: Language): Markup {
  return table<Holding>({
    language,
    caption: say(words.history, language),
    hideCaption: true,
    rows: past,
    columns: [
      {
        key: 'role',
        label: say(words.role, language),
        cell: (row) =>
          `${roles.find(({ id }) => id === row.role)?.title[language] ?? row.role}${row.isDeputy ? `（${say(words.deputy, language)}）` : ''}`,
      },
      { key: 'personName', label: say(words.person, language), header: true },
      { key: 'term', label: say(words.term, language), cell: (row) => termOf(row, language) },
    ],
  });
}
