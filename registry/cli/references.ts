/** Finds accounts, devices, meetings and keys by name and users by e-mail address, so that ids need not be typed. */
import type { Ask } from './client.ts';
import type { Json, List, Named } from './command.ts';
import { Refused } from './errors.ts';
import { readList } from './requests.ts';

const CURSOR = { query: 'after', field: 'id' } as const;

/** Throws `Refused` unless exactly one account matches. */
export async function findAccount(ask: Ask, name: string): Promise<string> {
  const found = await rowsOfAll(ask, '/v1/accounts', listOf('accounts'), partOf(name, 'name'));
  return theOnly(
    found.filter((account) => account['name'] === name),
    `account ${JSON.stringify(name)}`,
    'account list',
  );
}

/** `account`: search only in this one. Throws `Refused` unless exactly one user matches. */
export async function findUser(ask: Ask, email: string, account: string | undefined): Promise<string> {
  const found = await rowsOfAll(ask, '/v1/users', listOf('users'), { email });
  return theOnly(
    found.filter(({ accountId }) => account === undefined || accountId === account),
    `user ${JSON.stringify(email)}`,
    'user list ACCOUNT',
  );
}

/** The names of a kind, and the command that lists them. */
const NAMES: Readonly<Record<Named, { readonly fields: readonly string[]; readonly listedBy: string }>> = {
  device: { fields: ['name', 'username'], listedBy: 'device list ACCOUNT' },
  meeting: { fields: ['title'], listedBy: 'meeting list ACCOUNT' },
  key: { fields: ['name'], listedBy: 'key list' },
};

/** Searches all accounts that the key may see. Throws `Refused` unless exactly one matches. */
export async function findNamed(ask: Ask, kind: Named, name: string): Promise<string> {
  const { fields, listedBy } = NAMES[kind];
  const rows = kind === 'key' ? await rowsOfAll(ask, '/v1/api-keys', listOf('keys'), {}) : await ofAllAccounts();
  return theOnly(
    rows.filter((row) => fields.some((field) => row[field] === name)),
    `${kind} ${JSON.stringify(name)}`,
    listedBy,
  );

  async function ofAllAccounts(): Promise<readonly Json[]> {
    const items = `${kind}s`;
    const query = kind === 'device' ? partOf(name, 'search') : {};
    const rows: Json[] = [];
    for (const { id } of await rowsOfAll(ask, '/v1/accounts', listOf('accounts'), {}))
      rows.push(...(await rowsOfAll(ask, `/v1/accounts/${String(id)}/${items}`, listOf(items), query)));
    return rows;
  }
}

const listOf = (items: string): List => ({ items, cursor: CURSOR });
const rowsOfAll = async (ask: Ask, path: string, list: List, query: Json): Promise<readonly Json[]> =>
  (await readList(ask, { path, list, query, wanted: Infinity })).answer[list.items] as readonly Json[];

/** The API searches for parts of names; databases differ in case-folding all but these letters. */
function partOf(name: string, query: string): Json {
  const [longest = ''] = name.split(/[^a-z0-9 .-]/i).sort((a, b) => b.length - a.length);
  return longest === '' ? {} : { [query]: longest };
}

function theOnly(rows: readonly Json[], what: string, shown: string): string {
  const [first, second] = rows;
  if (first === undefined)
    throw new Refused({
      title: 'The name does not exist',
      status: 404,
      detail: `${what} does not exist; "roomgate ${shown}" shows the existing ones`,
    });
  if (second !== undefined)
    throw new Refused({
      title: 'The name is ambiguous',
      status: 409,
      detail: `there are ${rows.length} of ${what}; use an id: ${rows
        .slice(0, 5)
        .map(({ id }) => String(id))
        .join(', ')}`,
    });
  return String(first['id']);
}
