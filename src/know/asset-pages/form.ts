/** The form of one asset: from what was sent to a row as a sheet would give it, checked by the same rules. */
import { z } from 'zod';
import { html, type Markup, nothing } from '#platform/html';
import { form } from '#platform/page';
import { type Entry, type Language, say } from '#platform/words';
import { startAreas } from '../asset/content.ts';
import { type Bearer, bearers, type Duty, duties, readDuties, writeDuties } from '../asset/duties.ts';
import type { ListedAsset } from '../asset/store.ts';
import { titles } from '../asset-sheet/columns.ts';
import { type AssetKind, AssetRow, assetKinds, personalKinds } from '../asset-sheet/row.ts';
import { faultWords, kindNames, personalNames, words as sheetWords } from '../asset-sheet/words.ts';
import { Several } from '../task/mine.ts';
import { words } from './words.ts';

const Line = z.string().max(4000).default('');

/** What the form sends: every field as text. */
export const AssetForm = z.object({
  kind: z.enum(assetKinds),
  name: Line,
  /** One of the areas a list can begin with; anything else is none. */
  area: z
    .string()
    .default('')
    .transform((area) => (startAreas().some(({ id }) => id === area) ? area : '')),
  users: Line,
  keeper: Line,
  medium: Line,
  place: Line,
  personal: Several,
  confidentiality: Line,
  integrity: Line,
  availability: Line,
  retention: Line,
  vendor: Line,
  product: Line,
  version: Line,
  serial: Line,
  addresses: Line,
  domains: Line,
  provider: Line,
  secondFactor: Line,
  assessed: Line,
  remark: Line,
  endsOn: Line,
  note: Line,
  ...(Object.fromEntries(
    Object.keys(duties).map((duty) => [`duty-${duty}`, z.enum(['', 'us', 'them', 'both']).default('')]),
  ) as {
    [D in Duty as `duty-${D}`]: z.ZodDefault<z.ZodEnum<{ '': ''; us: 'us'; them: 'them'; both: 'both' }>>;
  }),
});
/** What the form sends. */
export type AssetForm = z.output<typeof AssetForm>;

/** A field that could not be taken. */
export interface FieldError {
  readonly name: string;
  readonly text: string;
}

/** Reads the form: the asset, or what is wrong in which field. */
export function readForm(
  sent: AssetForm,
  language: Language,
): { readonly asset: ListedAsset; readonly errors: readonly [] } | { readonly errors: readonly FieldError[] } {
  const shared = Object.fromEntries(
    (Object.keys(duties) as Duty[]).flatMap((duty) =>
      sent[`duty-${duty}`] ? [[duty, sent[`duty-${duty}`] as Bearer]] : [],
    ),
  );
  const { area: _, remark, personal, kind, ...plain } = sent;
  const raw = {
    ...plain,
    personal: personal.includes('none') ? 'none' : personal.join(','),
    responsibility: writeDuties({ shared, remark: remark.trim() }, language),
  };
  const filled = Object.fromEntries(
    Object.entries(raw).flatMap(([field, value]) =>
      typeof value === 'string' && !field.startsWith('duty-') && value.trim() !== '' ? [[field, value.trim()]] : [],
    ),
  );
  const outcome = AssetRow.safeParse(filled);
  if (outcome.success) return { asset: { ...outcome.data, kind }, errors: [] };
  return {
    errors: outcome.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? 'name');
      const entry: Entry =
        (faultWords as Readonly<Record<string, Entry>>)[issue.message] ??
        (issue.code === 'too_big' ? longWords : filled[name] === undefined ? missingWords : wrongWords);
      return {
        name: name === 'responsibility' ? 'remark' : name,
        text: `${say(titles[name as keyof typeof titles] ?? titles.name, language)}：${say(entry, language)}`,
      };
    }),
  };
}

const longWords: Entry = { ja: '長すぎます。短くしてください。', easy: '長すぎます。', en: 'this is too long.' };
const missingWords: Entry = { ja: '入力してください。', easy: '書いて ください。', en: 'please fill this in.' };
const wrongWords: Entry = {
  ja: '書き方を確かめてください。',
  easy: '書きかたを 見て ください。',
  en: 'please check how this is written.',
};

const fieldsOf: Readonly<Record<AssetKind, readonly (keyof AssetRow)[]>> = {
  information: ['medium', 'place', 'retention'],
  system: ['vendor', 'product', 'version', 'addresses', 'domains', 'place', 'endsOn'],
  device: ['vendor', 'product', 'version', 'serial', 'addresses', 'domains', 'place', 'endsOn'],
  cloud: ['provider', 'domains', 'secondFactor', 'assessed'],
  contract: ['provider', 'assessed', 'endsOn'],
};

/** The fields of the form, those first that the kind needs; what stands in others is kept under “more”. */
export function assetFields(view: {
  readonly language: Language;
  readonly kind: AssetKind;
  readonly asset: Partial<ListedAsset>;
  readonly area: string;
  readonly errors: readonly FieldError[];
}): Markup {
  const { language, kind, asset, errors } = view;
  const error = (name: string) => errors.find((one) => one.name === name)?.text;
  const label = (name: keyof AssetRow) => say(titles[name], language);
  const line = (name: keyof AssetRow) =>
    form.text({ language, name, label: label(name), value: textOf(asset[name]), error: error(name) });
  const draw = (name: keyof AssetRow): Markup => {
    if (name === 'endsOn')
      return form.date({ language, name, label: label(name), value: asset.endsOn, error: error(name) });
    if (name === 'secondFactor' || name === 'assessed')
      return form.radios({
        language,
        name,
        label: label(name),
        row: true,
        value: asset[name] === undefined ? '' : asset[name] ? 'yes' : 'no',
        choices: [
          { value: 'yes', label: say(sheetWords.yes, language) },
          { value: 'no', label: say(sheetWords.no, language) },
          { value: '', label: say(words.unknown, language) },
        ],
      });
    if (name === 'addresses' || name === 'domains')
      return form.textarea({
        language,
        name,
        label: label(name),
        rows: 2,
        code: true,
        value: asset[name]?.join('\n') ?? '',
        error: error(name),
        ...(name === 'addresses' ? { hint: say(words.addressesHint, language) } : {}),
      });
    if (name === 'product')
      return form.text({
        language,
        name,
        label: label(name),
        value: asset.product,
        error: error(name),
        hint: say(words.productHint, language),
      });
    return line(name);
  };
  const own = fieldsOf[kind];
  const others = (
    [
      'users',
      'place',
      'vendor',
      'product',
      'version',
      'serial',
      'addresses',
      'domains',
      'provider',
      'medium',
      'retention',
      'endsOn',
    ] as const
  ).filter((name) => !own.includes(name) && name !== 'users' && asset[name] !== undefined);
  return html`${form.group({
    heading: say(words.whatItIs, language),
    body: html`${form.text({ language, name: 'name', label: label('name'), value: asset.name, required: true, error: error('name') })}${own.map(draw)}${line('keeper')}${line('users')}${own.includes('addresses') || own.includes('domains') ? html`<p class="note">${kind === 'cloud' ? '' : say(words.watched, language)}</p>` : nothing}`,
  })}
${kind === 'cloud' || kind === 'contract' ? dutyFields(language, asset.responsibility ?? '', kind) : nothing}
${form.group({
  heading: say(words.howImportant, language),
  body: html`${ratings(language, asset)}${form.checkboxes({
    language,
    name: 'personal',
    label: label('personal'),
    values: asset.personal === undefined ? [] : asset.personal.length === 0 ? ['none'] : asset.personal,
    choices: [
      ...personalKinds.map((value) => ({ value, label: say(personalNames[value], language) })),
      { value: 'none', label: say(sheetWords.none, language) },
    ],
    error: error('personal'),
  })}`,
})}
${form.group({
  heading: say(words.more, language),
  body: html`${form.select({
    language,
    name: 'area',
    label: say(words.area, language),
    value: view.area,
    choices: startAreas().map(({ id, title }) => ({ value: id, label: say(title, language) })),
  })}${others.map(draw)}${form.textarea({ language, name: 'note', label: label('note'), rows: 3, value: asset.note, error: error('note') })}`,
})}<input type="hidden" name="kind" value="${kind}">`;
}

function ratings(language: Language, asset: Partial<ListedAsset>): Markup {
  const choices = [
    ...(['3', '2', '1'] as const).map((value) => ({ value, label: say(words[`rate.${value}`], language) })),
    { value: '', label: say(words['rate.none'], language) },
  ];
  return html`${(['confidentiality', 'integrity', 'availability'] as const).map((name) =>
    form.radios({
      language,
      name,
      label: say(words[`${name}Ask`], language),
      row: true,
      choices,
      value: String(asset[name] ?? ''),
    }),
  )}`;
}

function dutyFields(language: Language, text: string, kind: AssetKind): Markup {
  const { shared, remark } = readDuties(text);
  const choices = (Object.keys(bearers) as Bearer[]).map((value) => ({ value, label: say(bearers[value], language) }));
  return form.group({
    heading: say(words.dutiesTitle, language),
    note: say(words.dutiesNote, language),
    body: html`${
      kind === 'cloud'
        ? (Object.keys(duties) as Duty[]).map((duty) =>
            form.select({
              language,
              name: `duty-${duty}`,
              label: say(duties[duty], language),
              value: shared[duty],
              choices,
            }),
          )
        : nothing
    }${form.textarea({ language, name: 'remark', label: say(words.remark, language), rows: 2, value: kind === 'cloud' ? remark : text })}`,
  });
}

function textOf(value: AssetRow[keyof AssetRow]): string | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? value.join(', ') : String(value);
}

/** The way to choose a kind before the form: five links. */
export function kindLinks(
  base: string,
  language: Language,
): readonly { readonly href: string; readonly label: string }[] {
  return assetKinds.map((kind) => ({ href: `${base}?kind=${kind}`, label: say(kindNames[kind], language) }));
}
