import { command, EXAMPLE, listOf, rowsOf, says, type Columns, type Group } from '../command.ts';
import { ACCOUNT, body, bodyOption, joined, oneOf, query, queryOption, several, USER, USERS } from '../inputs.ts';

const COLUMNS: Columns = {
  id: 'id',
  email: 'email',
  name: 'displayName',
  registration: 'registration',
  license: 'license',
  joined: 'joined',
};
const DETAILS = '/v1/users/:user';
const PAGES = { query: 'after', field: 'id' } as const;

export const users: Group = {
  noun: 'user',
  about: 'people, their licences and personal PINs',
  commands: [
    command('list', 'GET /v1/accounts/:account/users', 'the users of an account', {
      arguments: [ACCOUNT],
      options: [queryOption('email', 'EMAIL', 'email', 'only users with this e-mail address')],
      ...listOf('users', COLUMNS, PAGES),
      examples: ['roomgate user list "Example Ltd" --all'],
    }),
    command('find', 'GET /v1/users', 'users with an e-mail address in all accounts', {
      arguments: [query('EMAIL', 'email', 'the whole address')],
      ...listOf('users', { ...COLUMNS, account: 'accountId' }, PAGES),
      examples: ['roomgate user find mary@example.com'],
    }),
    command('get', 'GET /v1/users/:user', 'user details, with the personal PIN', {
      arguments: [USER],
      examples: ['roomgate user get mary@example.com', `roomgate user get ${EXAMPLE.user}`],
    }),
    command('invite', 'POST /v1/accounts/:account/invitations', 'invites users to a team account', {
      arguments: [ACCOUNT, several(body('EMAILS', 'emails', 'e-mail addresses, separated by semicolons'), joined)],
      view: (answer) => [
        { kind: 'table', columns: COLUMNS, rows: rowsOf(answer, 'invited'), empty: 'No one was invited.' },
        ...(rowsOf(answer, 'known').length === 0
          ? []
          : [
              {
                kind: 'words',
                text: `Already in the account: ${(answer['known'] as readonly string[]).join(', ')}`,
              } as const,
            ]),
      ],
      examples: ['roomgate user invite "Example Ltd" "ann@example.com; bob@example.com"'],
    }),
    command('create', 'POST /v1/accounts/:account/users', 'creates a user who is registered at once, on trial', {
      arguments: [
        ACCOUNT,
        body('EMAIL', 'email', 'e-mail address'),
        body('NAME', 'displayName', 'the name shown to others'),
      ],
      examples: ['roomgate user create "Example Ltd" john@example.com "Stiles, John"'],
    }),
    command('accept', 'POST /v1/users/:user/accept', 'accepts the invitation for the user', {
      arguments: [USER],
      examples: ['roomgate user accept invited@example.com'],
    }),
    command('update', 'PATCH /v1/accounts/:account/users/:user', 'changes user details', {
      arguments: [ACCOUNT, USER],
      options: [
        bodyOption('name', 'TEXT', 'displayName', 'the name shown to others'),
        bodyOption('privacy', 'SETTING', 'privacySetting', 'Public or Private', oneOf('Public', 'Private')),
        bodyOption('license', 'LICENSE', 'license', 'Plus or Pro; ends a trial', oneOf('Plus', 'Pro')),
      ],
      etagOf: DETAILS,
      examples: [
        'roomgate user update "Example Ltd" invited@example.com --name "Doe, Jane"',
        'roomgate user update "Example Ltd" mary@example.com --privacy Private --license Pro',
      ],
    }),
    command(
      'remove',
      'POST /v1/accounts/:account/users/remove',
      'removes users from a team account, with their personal PINs',
      {
        arguments: [ACCOUNT, USERS],
        view: says('The users are removed.'),
        examples: ['roomgate user remove "Example Ltd" mary@example.com invited@example.com'],
      },
    ),
    command(
      'suspend',
      'POST /v1/accounts/:account/users/suspend',
      'suspends users of an enterprise account: they cannot sign in',
      {
        arguments: [ACCOUNT, USERS],
        view: says('The users are suspended.'),
        examples: ['roomgate user suspend "Big Corp" eve@example.com'],
      },
    ),
    command(
      'activate',
      'POST /v1/accounts/:account/users/activate',
      'reactivates suspended users of an enterprise account',
      {
        arguments: [ACCOUNT, USERS],
        view: says('The users are active.'),
        examples: ['roomgate user activate "Big Corp" eve@example.com'],
      },
    ),
    command('license', 'POST /v1/accounts/:account/users/licenses', 'assigns a licence, which ends a trial', {
      arguments: [ACCOUNT, body('LICENSE', 'license', 'Plus or Pro', oneOf('Plus', 'Pro')), USERS],
      view: says('The licence is assigned.'),
      examples: ['roomgate user license "Example Ltd" Pro mary@example.com'],
    }),
    command(
      'reset-pin',
      'POST /v1/users/:user/personal-pin',
      'makes a new personal meeting PIN; the old one stops working at once',
      { arguments: [USER], etagOf: DETAILS, examples: ['roomgate user reset-pin mary@example.com'] },
    ),
    command('logout', 'POST /v1/users/:user/logout', 'signs the user out of all devices', {
      arguments: [USER],
      view: says('The user is signed out everywhere.'),
      examples: ['roomgate user logout mary@example.com'],
    }),
  ],
};
