import { z } from 'zod';
import type { Markup, Part } from '#platform/html';
import { form, type PageView, page } from '#platform/page';
import type { Call } from '#platform/web';
import { say } from '#platform/words';
import { PASSWORD_LENGTH } from './library.ts';
import { words } from './words.ts';

/** Any call, as far as drawing a page needs it. */
export type AnyCall = Call<unknown, unknown, unknown>;

/** What is wrong with each field, by name. */
export type Faults = Readonly<Record<string, string>>;

/** A field as it came: text, perhaps empty; never missing, so that every fault is told in our words beside its field. */
export const line = z.string().trim().max(2000).default('');
/** A secret as it came: spaces belong to it. */
export const secret = z.string().max(2000).default('');

/** A page of the sign-in: one column, the language switch keeps the address as it is, search engines stay away. */
export function drawn(
  c: AnyCall,
  view: Pick<PageView, 'title' | 'main' | 'heading' | 'lead' | 'alerts' | 'kicker' | 'breadcrumb'>,
): Markup {
  return page({ ...c.view, path: `${c.url.pathname}${c.url.search}`, narrow: true, hidden: true, ...view });
}

/** A form with its faults told above it and beside each field. */
export function asking(
  c: AnyCall,
  action: string,
  body: Part,
  faults: Faults = {},
  hidden: Readonly<Record<string, string>> = {},
): Markup {
  const errors = Object.entries(faults).map(([name, text]) => ({ name, text }));
  return form.form({ language: c.language, action, body, errors, hidden });
}

/** The field for a mail address. */
export function emailField(c: AnyCall, value: string, faults: Faults, autocomplete = 'username'): Markup {
  return form.text({
    language: c.language,
    name: 'email',
    label: say(words.email, c.language),
    type: 'email',
    inputmode: 'email',
    autocomplete,
    value,
    error: faults.email,
    maxlength: 254,
    required: true,
  });
}

/** The field for a password one has. */
export function passwordField(
  c: AnyCall,
  faults: Faults,
  name = 'password',
  label = say(words.password, c.language),
): Markup {
  return form.text({
    language: c.language,
    name,
    label,
    type: 'password',
    autocomplete: 'current-password',
    error: faults[name],
    required: true,
  });
}

/** The field for a password one chooses. */
export function newPasswordField(c: AnyCall, faults: Faults, name = 'password'): Markup {
  const hint = say(words.newPasswordHint, c.language);
  return form.text({
    language: c.language,
    name,
    label: say(words.newPassword, c.language),
    hint,
    type: 'password',
    autocomplete: 'new-password',
    error: faults[name],
    required: true,
  });
}

/** The field for one's name. */
export function nameField(c: AnyCall, value: string, faults: Faults): Markup {
  return form.text({
    language: c.language,
    name: 'name',
    label: say(words.name, c.language),
    hint: say(words.nameHint, c.language),
    autocomplete: 'name',
    value,
    error: faults.name,
    maxlength: 100,
    required: true,
  });
}

/** The field for the number an authenticator app shows. */
export function codeField(c: AnyCall, faults: Faults): Markup {
  return form.text({
    language: c.language,
    name: 'code',
    label: say(words.code, c.language),
    hint: say(words.codeHint, c.language),
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    width: 'short',
    error: faults.code,
    maxlength: 12,
    required: true,
  });
}

/** What is wrong with a mail address, if anything. */
export function emailFault(c: AnyCall, email: string): string | undefined {
  if (email === '') return say(words.noEmail, c.language);
  return email.length <= 254 && z.email().safeParse(email).success ? undefined : say(words.badEmail, c.language);
}

/** Passwords people really use, of our least length or more, and the patterns they are made of. A list of leaks is the hub's to add. */
const worn =
  /^(?:(.{1,4})\1+|(?:0?1234567890?)+\d*|qwerty.*|password.*|passw0rd.*|kyojo.*|パスワード.*|abcdefgh.*|iloveyou.*|letmein.*|sakura\d*)$/i;

/** What is wrong with a new password, if anything: its length, that it is worn, or that it is the address or name itself. */
export function passwordFault(c: AnyCall, password: string, own: readonly string[] = []): string | undefined {
  const letters = [...password].length;
  if (password === '') return say(words.noPassword, c.language);
  if (letters < PASSWORD_LENGTH.min) return say(words.shortPassword, c.language);
  if (password.length > PASSWORD_LENGTH.max) return say(words.longPassword, c.language);
  const plain = password.toLowerCase();
  const telling = own.map((word) => word.toLowerCase()).filter((word) => word.length >= 4);
  // What is left when the name or the address is taken out must still be something.
  if (worn.test(password) || telling.some((word) => plain.includes(word) && plain.replaceAll(word, '').length < 6))
    return say(words.easyPassword, c.language);
  return undefined;
}

/** Only the faults that are there. */
export function faultsOf(found: Readonly<Record<string, string | undefined>>): Faults {
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A code as people type it: spaces and hyphens are theirs, full-width digits too. */
export function plainCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s‐‑–—－-]/g, '');
}
