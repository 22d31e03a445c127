import { command, listOf, says, type Group } from '../command.ts';
import { ACCOUNT, body, bodyOption, merged, oneOf, queryOption, settingOf, several } from '../inputs.ts';

const SETTINGS = {
  remoteControl: ['on', 'off'],
  farEndCameraControl: ['on', 'host', 'off'],
  contentFromDevices: ['on', 'off'],
  unregisteredDevices: ['allow', 'limit', 'refuse'],
  minimumEncryption: ['none', 'optional', 'required'],
} as const;

const choices = Object.entries(SETTINGS).map(([name, values]) => `${name}=${values.join('|')}`);

export const accounts: Group = {
  noun: 'account',
  about: 'teams and companies, and their settings',
  commands: [
    command('list', 'GET /v1/accounts', 'accounts, optionally by part of their name', {
      options: [queryOption('name', 'PART', 'name', 'a part of the name')],
      ...listOf(
        'accounts',
        { id: 'id', name: 'name', type: 'type', created: 'createdAt' },
        { query: 'after', field: 'id' },
      ),
      examples: ['roomgate account list', 'roomgate account list --name exam --json'],
    }),
    command('get', 'GET /v1/accounts/:account', 'one account', {
      arguments: [ACCOUNT],
      examples: ['roomgate account get "Example Ltd"'],
    }),
    command('create', 'POST /v1/accounts', 'creates an account, a team account by default', {
      arguments: [body('NAME', 'name', 'the name shown to users')],
      options: [
        bodyOption(
          'type',
          'TYPE',
          'type',
          'Team, whose users are invited and removed, or Enterprise, whose users are suspended and activated',
          oneOf('Team', 'Enterprise'),
        ),
      ],
      examples: ['roomgate account create "Berlin office"', 'roomgate account create "Example Corp" --type Enterprise'],
    }),
    command('rename', 'PATCH /v1/accounts/:account', 'renames an account; the name appears in invitations', {
      arguments: [ACCOUNT, body('NAME', 'name', 'the new name')],
      versioned: true,
      examples: ['roomgate account rename "Example Ltd" "Example Group"'],
    }),
    command('delete', 'DELETE /v1/accounts/:account', 'deletes a team account without users and devices', {
      arguments: [ACCOUNT],
      view: says('The account is deleted.'),
      examples: ['roomgate account delete "Empty account"'],
    }),
    command(
      'settings',
      'GET /v1/accounts/:account/settings',
      'the Policies page: permissions of devices and users in its meetings',
      { arguments: [ACCOUNT], examples: ['roomgate account settings "Example Ltd"'] },
    ),
    command('set', 'PATCH /v1/accounts/:account/settings', 'changes settings of the Policies page', {
      arguments: [ACCOUNT, several(body('SETTING=VALUE', '', choices.join(', '), settingOf(SETTINGS)), merged)],
      versioned: true,
      examples: ['roomgate account set "Example Ltd" remoteControl=off unregisteredDevices=limit'],
    }),
  ],
};
