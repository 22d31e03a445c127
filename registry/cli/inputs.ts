/** Readers of typed values, and the arguments and options that several commands share. */
import type { Argument, Input, Json, Named, Option, Reader } from './command.ts';
import { Mistake } from './errors.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const text: Reader = (typed) => typed;
/** An empty text removes the current value. */
const textOrNone: Reader = (typed) => (typed === '' ? null : typed);
export const always =
  (value: unknown): Reader =>
  () =>
    value;

/** Case-insensitive. */
export const oneOf =
  (...choices: readonly string[]): Reader =>
  (typed) => {
    const found = choices.find((choice) => choice.toLowerCase() === typed.toLowerCase());
    if (found === undefined) throw new Mistake(`${JSON.stringify(typed)} is not one of ${choices.join(', ')}`);
    return found;
  };

/** `from`: the command that shows such ids. */
const idFrom =
  (what: string, from: string): Reader =>
  (typed) => {
    if (!UUID.test(typed))
      throw new Mistake(`${JSON.stringify(typed)} is not the id of a ${what}; "roomgate ${from}" shows ids`);
    return typed;
  };

/** Part of a path: `.` and `..` would change the path. */
export const segment: Reader = (typed) => {
  if (/^\.{0,2}$/.test(typed)) throw new Mistake(`${JSON.stringify(typed)} is not a name`);
  return typed;
};

const account: Reader = (typed, { findAccount }) => (UUID.test(typed) ? typed : findAccount(typed));
const named =
  (kind: Named): Reader =>
  (typed, { findNamed }) =>
    UUID.test(typed) ? typed : findNamed(kind, typed);
const user: Reader = (typed, { findUser }, { account: id }) => {
  if (UUID.test(typed)) return typed;
  if (!typed.includes('@')) throw new Mistake(`${JSON.stringify(typed)} is neither an e-mail address nor a user's id`);
  return findUser(typed, typeof id === 'string' ? id : undefined);
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Parses `30d` from now on (or, with -1, ago), or a date, which is local unless it has a zone. Unix ms. */
const timeOf = (typed: string, now: number, direction: 1 | -1): number => {
  const [, count, unit = ''] = /^(\d{1,4})([mhdw])$/.exec(typed) ?? [];
  if (count !== undefined) return now + direction * Number(count) * (UNITS[unit] ?? 0);
  const parsed = DATE.test(typed) ? Date.parse(typed.length === 10 ? `${typed}T00:00` : typed.replace(' ', 'T')) : NaN;
  if (Number.isNaN(parsed))
    throw new Mistake(`${JSON.stringify(typed)} is not a time; write 30d, 12h or 2027-01-31T09:00`);
  return parsed;
};
export const timeAhead: Reader = (typed, { now }) => timeOf(typed, now, 1);
const timeOrNever: Reader = (typed, { now }) => (typed === 'never' ? null : timeOf(typed, now, 1));
/** The query's times are text. */
export const timeBack: Reader = (typed, { now }) => String(timeOf(typed, now, -1));

export const fileText: Reader = (path, { readFile }) => readFile(path);
export const fileJson: Reader = async (path, { readFile }) => parseJson(path, await readFile(path));
const fileLine: Reader = async (path, { readFile }) => (await readFile(path)).trim();

export function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Mistake(`${path} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Reads `a=b` as a field of the body, with one of the allowed values. */
export const settingOf =
  (choices: Readonly<Record<string, readonly string[]>>): Reader =>
  (typed, world, before) => {
    const [name = '', value = ''] = typed.split(/=(.*)/s);
    const key = Object.keys(choices).find((each) => each.toLowerCase() === name.toLowerCase());
    if (key === undefined)
      throw new Mistake(`unknown setting ${JSON.stringify(name)}; settings are ${Object.keys(choices).join(', ')}`);
    return { [key]: oneOf(...(choices[key] ?? []))(value, world, before) };
  };
export const merged = (values: readonly unknown[]): Json => Object.assign({}, ...values) as Json;
export const asList = (values: readonly unknown[]): readonly unknown[] => values;
/** As on the Invite users page. */
export const joined = (values: readonly unknown[]): string => values.join('; ');

const input = (word: string, place: Input['place'], field: string, about: string, reads: Reader): Input => ({
  word,
  place,
  field,
  about,
  reads,
});
const path = (word: string, field: string, about: string, reads: Reader): Argument =>
  input(word, 'path', field, about, reads);
/** An argument that goes into the body. */
export const body = (word: string, field: string, about: string, reads: Reader = text): Argument =>
  input(word, 'body', field, about, reads);
export const query = (word: string, field: string, about: string, reads: Reader = text): Argument =>
  input(word, 'query', field, about, reads);
export const several = (one: Argument, many: NonNullable<Argument['many']> = asList): Argument => ({ ...one, many });

export const ACCOUNT = path('ACCOUNT', 'account', 'name or id of the account', account);
export const USER = path('USER', 'user', 'e-mail address or id of the user', user);
export const USERS = several(body('USER', 'users', 'e-mail addresses or ids of users', user));
export const DEVICE = path('DEVICE', 'device', 'name, username or id of the device', named('device'));
export const MEETING = path('MEETING', 'meeting', 'title or id of the meeting', named('meeting'));
export const JOB = path(
  'JOB',
  'job',
  'id of the job, as "roomgate device import-job" shows it',
  idFrom('job', 'device import-job'),
);
export const CALL = path('CALL', 'call', 'id of the call, as "roomgate meeting participants" shows it', segment);
export const PIN_LOCK = path('SOURCE', 'key', 'the source or device, as "roomgate pin locks" shows it', segment);
export const POLICY = path('POLICY', 'policy', 'name of the policy', segment);
export const KEY = path('KEY', 'keyId', 'name or id of the key, not the key itself', named('key'));

const option = (flag: string, takes: Option['takes'], value: Input): Option => ({ flag, takes, ...value });
export const bodyOption = (flag: string, word: string, field: string, about: string, reads: Reader = text): Option =>
  option(flag, 'one', input(word, 'body', field, about, reads));
export const queryOption = (flag: string, word: string, field: string, about: string, reads: Reader = text): Option =>
  option(flag, 'one', input(word, 'query', field, about, reads));
export const repeated = (one: Option): Option => ({ ...one, takes: 'many' });
export const needed = (one: Option): Option => ({ ...one, needed: true });
/** An option without a value that sends this one. */
export const switchTo = (flag: string, field: string, value: unknown, about: string): Option =>
  option(flag, 'nothing', input('', 'body', field, about, always(value)));
/** An option that an empty text clears. */
export const clearable = (one: Option): Option => ({ ...one, reads: textOrNone, about: `${one.about}; "" clears it` });
/** A time that `never` clears. */
export const neverable = (one: Option): Option => ({ ...one, reads: timeOrNever, about: `${one.about}; or never` });

export const ACCOUNT_OPTION = bodyOption(
  'account',
  'ACCOUNT',
  'accountId',
  'name or id of the only account that the key may see',
  account,
);
export const HOST_OPTION = bodyOption('host', 'USER', 'hostUserId', 'e-mail address or id of the host', user);
export const PASSCODE_OPTION = bodyOption(
  'passcode-file',
  'FILE',
  'passcode',
  'file with the passcode, 4 to 20 digits; - for the standard input',
  fileLine,
);
export const DRY_RUN = switchTo('dry-run', 'dryRun', true, 'change nothing, report all problems');
