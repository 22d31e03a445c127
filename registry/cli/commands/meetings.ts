import { command, EXAMPLE, listOf, says, type Columns, type Group, type Option } from '../command.ts';
import {
  ACCOUNT,
  body,
  bodyOption,
  CALL,
  HOST_OPTION,
  MEETING,
  neverable,
  oneOf,
  PASSCODE_OPTION,
  PIN_LOCK,
  switchTo,
  timeAhead,
} from '../inputs.ts';
import { control } from './control.ts';

const COLUMNS: Columns = {
  id: 'id',
  title: 'title',
  kind: 'kind',
  locked: 'locked',
  ended: 'ended',
  starts: 'startsAt',
  ends: 'endsAt',
};

const FLOOR_RULE = bodyOption(
  'content-floor',
  'RULE',
  'contentFloor',
  'rule when a second participant wants to share: newest-wins or first-holds',
  oneOf('newest-wins', 'first-holds'),
);
const TIMES: readonly Option[] = [
  bodyOption(
    'starts',
    'TIME',
    'startsAt',
    'planned start, e.g. 2027-01-31T09:00, or 2h from now; informative',
    timeAhead,
  ),
  bodyOption('ends', 'TIME', 'endsAt', 'planned end; informative', timeAhead),
  bodyOption('expires', 'TIME', 'expiresAt', 'time at which its PINs stop working', timeAhead),
];
const WAIT = switchTo('wait-for-host', 'waitForHost', true, 'attendees wait for the host');
const NO_WAIT = switchTo('no-wait-for-host', 'waitForHost', false, 'the meeting starts with the first participant');

const PARTICIPANT = 'PATCH /v1/meetings/:meeting/participants/:call';
const MEETING_PATH = 'PATCH /v1/meetings/:meeting';

export const meetings: Group = {
  noun: 'meeting',
  about: 'meetings, and their current participants',
  commands: [
    command('list', 'GET /v1/accounts/:account/meetings', 'the meetings of an account', {
      arguments: [ACCOUNT],
      ...listOf('meetings', COLUMNS, { query: 'after', field: 'id' }),
      examples: ['roomgate meeting list "Example Ltd"'],
    }),
    command('get', 'GET /v1/meetings/:meeting', 'one meeting', {
      arguments: [MEETING],
      examples: [`roomgate meeting get ${EXAMPLE.meeting}`],
    }),
    command('create', 'POST /v1/accounts/:account/meetings', 'creates a meeting; its PINs are shown only once', {
      arguments: [ACCOUNT, body('TITLE', 'title', 'title of the meeting')],
      options: [HOST_OPTION, PASSCODE_OPTION, WAIT, NO_WAIT, FLOOR_RULE, ...TIMES],
      once: 'PINs',
      examples: [
        'roomgate meeting create "Example Ltd" "Weekly"',
        'roomgate meeting create "Example Ltd" "Board" --host mary@example.com --wait-for-host --passcode-file passcode.txt --expires 30d',
      ],
    }),
    command('update', MEETING_PATH, 'changes a meeting', {
      arguments: [MEETING],
      options: [
        bodyOption('title', 'TEXT', 'title', 'title of the meeting'),
        PASSCODE_OPTION,
        switchTo('no-passcode', 'passcode', '', 'removes the passcode'),
        WAIT,
        NO_WAIT,
        FLOOR_RULE,
        ...TIMES.map(neverable),
      ],
      versioned: true,
      examples: [
        `roomgate meeting update ${EXAMPLE.meeting} --title "Weekly, new" --no-passcode`,
        `roomgate meeting update ${EXAMPLE.meeting} --expires never`,
      ],
    }),
    ...[
      { verb: 'lock', about: 'locks a meeting: only hosts may still join', fixed: { locked: true } },
      { verb: 'unlock', about: 'unlocks a meeting', fixed: { locked: false } },
      { verb: 'end', about: 'ends the meeting and its calls', fixed: { ended: true } },
      { verb: 'reopen', about: 'reopens an ended meeting', fixed: { ended: false } },
    ].map(({ verb, about, fixed }) =>
      command(verb, MEETING_PATH, about, {
        arguments: [MEETING],
        fixed,
        versioned: true,
        examples: [`roomgate meeting ${verb} ${EXAMPLE.meeting}`],
      }),
    ),
    command('delete', 'DELETE /v1/meetings/:meeting', 'deletes a scheduled meeting and its PINs', {
      arguments: [MEETING],
      view: says('The meeting is deleted.'),
      examples: [`roomgate meeting delete ${EXAMPLE.meeting}`],
    }),
    command('participants', 'GET /v1/meetings/:meeting/participants', 'who is in the meeting now', {
      arguments: [MEETING],
      ...listOf('participants', {
        call: 'callId',
        role: 'role',
        waiting: 'waiting',
        muted: 'muted',
        sharing: 'sharing',
      }),
      examples: [`roomgate meeting participants ${EXAMPLE.meeting}`],
    }),
    ...[
      { verb: 'mute', about: 'mutes a participant', fixed: { muted: true }, done: 'Muted.' },
      { verb: 'unmute', about: 'unmutes a participant', fixed: { muted: false }, done: 'Unmuted.' },
      { verb: 'admit', about: 'admits a waiting participant', fixed: { waiting: false }, done: 'Admitted.' },
    ].map(({ verb, about, fixed, done }) =>
      command(verb, PARTICIPANT, about, {
        arguments: [MEETING, CALL],
        fixed,
        view: says(done),
        examples: [`roomgate meeting ${verb} ${EXAMPLE.meeting} ${EXAMPLE.call}`],
      }),
    ),
    command('remove', 'DELETE /v1/meetings/:meeting/participants/:call', "ends a participant's call", {
      arguments: [MEETING, CALL],
      view: says('The call is ended.'),
      examples: [`roomgate meeting remove ${EXAMPLE.meeting} ${EXAMPLE.call}`],
    }),
    command('mute-all', 'POST /v1/meetings/:meeting/mute-all', 'mutes all but the hosts', {
      arguments: [MEETING],
      view: says('All but the hosts are muted.'),
      examples: [`roomgate meeting mute-all ${EXAMPLE.meeting}`],
    }),
    ...control,
  ],
};

const PINS = 'POST /v1/meetings/:meeting/pins';
const NO_PINS = 'DELETE /v1/meetings/:meeting/pins';
const THEIR_MEETING = '/v1/meetings/:meeting';

export const pins: Group = {
  noun: 'pin',
  about: 'PINs of meetings; for personal PINs: roomgate user reset-pin',
  commands: [
    command('new', PINS, 'adds a PIN, shown only once; existing PINs keep working', {
      arguments: [MEETING],
      options: [switchTo('host', 'role', 'host', 'a host PIN of 13 digits')],
      once: 'PIN',
      examples: [`roomgate pin new ${EXAMPLE.meeting}`, `roomgate pin new ${EXAMPLE.meeting} --host`],
    }),
    command(
      'reset',
      [
        { line: NO_PINS, etagOf: THEIR_MEETING },
        { line: PINS, fixed: { role: 'attendee' } },
        { line: PINS, fixed: { role: 'host' } },
      ],
      'replaces all PINs at once by a new one and a new host PIN, shown only once',
      {
        arguments: [MEETING],
        combine: ([, attendee, host]) => ({ pin: attendee?.['pin'], hostPin: host?.['pin'] }),
        once: 'PINs',
        examples: [`roomgate pin reset ${EXAMPLE.meeting}`],
      },
    ),
    command('revoke', NO_PINS, 'revokes all PINs at once; no one can join', {
      arguments: [MEETING],
      etagOf: THEIR_MEETING,
      view: says('All PINs of the meeting are revoked.'),
      examples: [`roomgate pin revoke ${EXAMPLE.meeting}`],
    }),
    command('locks', 'GET /v1/pin-locks', 'sources and devices that are slowed down for too many wrong PINs', {
      ...listOf('locks', { source: 'key', failures: 'failures', proven: 'proven', 'waits (s)': 'waitSeconds' }),
      examples: ['roomgate pin locks'],
    }),
    command('unlock', 'DELETE /v1/pin-locks/:key', 'forgets the wrong PINs of a source or device', {
      arguments: [PIN_LOCK],
      view: says('Its wrong PINs are forgotten.'),
      examples: ['roomgate pin unlock "source 192.0.2.1"'],
    }),
  ],
};
