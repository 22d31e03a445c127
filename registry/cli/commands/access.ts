import { command, EXAMPLE, listOf, says, type Group } from '../command.ts';
import {
  ACCOUNT_OPTION,
  body,
  bodyOption,
  fileJson,
  KEY,
  needed,
  POLICY,
  queryOption,
  repeated,
  timeAhead,
  timeBack,
} from '../inputs.ts';

const DOCUMENT = body('FILE.json', 'document', 'the policy: Version, Statement; - for the standard input', fileJson);

export const policies: Group = {
  noun: 'policy',
  about: 'permissions of keys',
  commands: [
    command('list', 'GET /v1/policies', 'managed and custom policies', {
      ...listOf(
        'policies',
        { name: 'name', managed: 'managed', version: 'version' },
        { query: 'after', field: 'name' },
      ),
      examples: ['roomgate policy list'],
    }),
    command('get', 'GET /v1/policies/:policy', 'a policy', {
      arguments: [POLICY],
      examples: ['roomgate policy get AmazonChimeReadOnly --json'],
    }),
    command('create', 'POST /v1/policies', 'creates a custom policy', {
      arguments: [body('NAME', 'name', 'letters, digits and +=,.@_-'), DOCUMENT],
      examples: ['roomgate policy create DeviceAdmin policy.json'],
    }),
    command('update', 'PUT /v1/policies/:policy', 'replaces the document of a custom policy', {
      arguments: [POLICY, DOCUMENT],
      versioned: true,
      examples: ['roomgate policy update Helpdesk policy.json'],
    }),
    command('delete', 'DELETE /v1/policies/:policy', 'deletes a custom policy; keys that use it lose its permissions', {
      arguments: [POLICY],
      view: says('The policy is deleted.'),
      examples: ['roomgate policy delete Helpdesk'],
    }),
  ],
};

export const keys: Group = {
  noun: 'key',
  about: 'API keys',
  commands: [
    command('list', 'GET /v1/api-keys', 'keys, without the keys themselves', {
      ...listOf(
        'keys',
        {
          id: 'id',
          name: 'name',
          policies: 'policies',
          account: 'accountId',
          expires: 'expiresAt',
          revoked: 'revokedAt',
        },
        { query: 'after', field: 'id' },
      ),
      examples: ['roomgate key list'],
    }),
    command('create', 'POST /v1/api-keys', 'creates a key, shown only once', {
      arguments: [body('NAME', 'name', 'the person or system that uses the key')],
      options: [
        needed(repeated(bodyOption('policy', 'POLICY', 'policies', 'its permissions'))),
        ACCOUNT_OPTION,
        bodyOption('expires', 'TIME', 'expiresAt', '30d, or 2027-01-31; default: never', timeAhead),
      ],
      once: 'key',
      examples: [
        'roomgate key create "Room booking" --policy AmazonChimeReadOnly --account "Example Ltd" --expires 30d',
      ],
    }),
    command('revoke', 'DELETE /v1/api-keys/:keyId', 'revokes a key', {
      arguments: [KEY],
      view: says('The key is revoked.'),
      examples: [`roomgate key revoke ${EXAMPLE.key}`],
    }),
  ],
};

const EVENTS = {
  seq: 'seq',
  time: 'record.eventTime',
  event: 'record.eventName',
  who: 'record.userIdentity.userName',
  from: 'record.sourceIPAddress',
  refused: 'record.errorCode',
};

export const audit: Group = {
  noun: 'audit',
  about: 'the audit log; "roomgate audit verify" checks that it was not tampered with',
  commands: [
    command('list', 'GET /v1/audit-events', 'who did what, newest first', {
      options: [
        queryOption('actor', 'ID', 'actor', 'id of the key that did it'),
        queryOption('name', 'EVENT', 'name', 'e.g. RegisterDevice'),
        queryOption('from', 'TIME', 'from', '24h ago, or 2027-01-31', timeBack),
        queryOption('to', 'TIME', 'to', 'likewise; not itself', timeBack),
      ],
      ...listOf('events', EVENTS, { query: 'before', field: 'seq' }),
      examples: ['roomgate audit list --from 24h', 'roomgate audit list --name RegisterDevice --json'],
    }),
  ],
};

/** Field names of the API. */
const CALLS = {
  seq: 'seq',
  started: 'started_at',
  ended: 'ended_at',
  over: 'protocol',
  result: 'result',
  reason: 'reason',
  vendor: 'vendor',
  model: 'model',
  from: 'source_address',
};

export const calls: Group = {
  noun: 'call',
  about: 'call records',
  commands: [
    command('list', 'GET /v1/calls', 'calls that have ended, newest first', {
      ...listOf('calls', CALLS, { query: 'before', field: 'seq' }),
      examples: ['roomgate call list', 'roomgate call list --all --json'],
    }),
  ],
};
