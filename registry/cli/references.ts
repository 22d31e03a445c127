/** Accounts by their name and users by their e-mail address, so that nobody has to type ids. */
import type { Ask } from './client.ts';
import type { Json, List } from './command.ts';
import { Refused } from './errors.ts';
import { readList } from './requests.ts';

const CURSOR = { query: 'after', field: 'id' } as const;

/** Throws `Refused` unless there is one. */
export async function findAccount(ask: Ask, name: string): Promise<string> {
  const found = await rowsOfAll(ask, '/v1/accounts', { items: 'accounts', cursor: CURSOR }, partOf(name));
  return theOnly(
    found.filter((account) => account['name'] === name),
    `account ${JSON.stringify(name)}`,
    'account list',
  );
}

/** `account`: of this one only. Throws `Refused` unless there is one. */
export async function findUser(ask: Ask, email: string, account: string | undefined): Promise<string> {
  const found = await rowsOfAll(ask, '/v1/users', { items: 'users', cursor: CURSOR }, { email });
  return theOnly(
    found.filter(({ accountId }) => account === undefined || accountId === account),
    `user ${JSON.stringify(email)}`,
    'user list ACCOUNT',
  );
}

const rowsOfAll = async (ask: Ask, path: string, list: List, query: Json): Promise<readonly Json[]> =>
  (await readList(ask, { path, list, query, wanted: Infinity })).answer[list.items] as readonly Json[];

/** The API looks for parts of names; databases differ in how they fold other letters than these. */
function partOf(name: string): Json {
  const [longest = ''] = name.split(/[^a-z0-9 .-]/i).sort((a, b) => b.length - a.length);
  return longest === '' ? {} : { name: longest };
}

function theOnly(rows: readonly Json[], what: string, shown: string): string {
  const [first, second] = rows;
  if (first === undefined)
    throw new Refused({
      title: 'There is no such name',
      status: 404,
      detail: `there is no ${what}; "roomgate ${shown}" shows which there are`,
    });
  if (second !== undefined)
    throw new Refused({
      title: 'The name is not enough',
      status: 409,
      detail: `there are ${rows.length} of ${what}; use an id: ${rows
        .slice(0, 5)
        .map(({ id }) => String(id))
        .join(', ')}`,
    });
  return String(first['id']);
}
