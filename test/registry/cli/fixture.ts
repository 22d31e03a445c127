/** Commands against a real API on a registry in memory, with people, devices and a live meeting. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { PinGuard } from '../../../gateway/app/call/pin-guard.ts';
import { pinLockOperations } from '../../../gateway/app/call/pin-locks.operations.ts';
import type { Dispatch } from '../../../gateway/app/call/dispatch.ts';
import { controlOperations } from '../../../gateway/app/meeting/control.operations.ts';
import type { LiveMeeting } from '../../../gateway/app/meeting/live-meeting.ts';
import { participantOperations } from '../../../gateway/app/meeting/participants.operations.ts';
import type { Meetings } from '../../../gateway/app/meeting/meetings.ts';
import { createHttpServer, runApiCommand, type Surroundings } from '../../../registry/index.ts';
import type { Fetch } from '../../../registry/cli/client.ts';
import { EXAMPLE } from '../../../registry/cli/command.ts';
import { openTestRegistry, type TestRegistry } from '../../fakes/registry.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface World extends AsyncDisposable {
  readonly opened: TestRegistry;
  readonly app: FastifyInstance;
  readonly folder: string;
  /** The ids of the examples, as in this world. */
  readonly ids: Readonly<Record<keyof typeof EXAMPLE, string>>;
  /** Actions on participants. */
  readonly moderated: readonly string[];
  run(args: readonly string[], around?: Partial<Surroundings>): Promise<Ran>;
  /** The JSON that a command prints; the command must succeed. */
  json(...args: readonly string[]): Promise<Record<string, unknown>>;
  /** Runs as on a terminal of 100 columns. */
  terminal(...args: readonly string[]): Promise<Ran>;
}

/** `fetch` without a network. */
export const injecting =
  (app: FastifyInstance): Fetch =>
  async (url, { method, headers, body }) => {
    const { pathname, search } = new URL(url);
    const request: InjectOptions = {
      method: method as 'GET',
      url: pathname + search,
      headers: headers as Record<string, string>,
      ...(typeof body === 'string' && { payload: body }),
    };
    const response = await app.inject(request);
    const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as [string, string]);
    return new Response(response.statusCode === 204 ? null : response.payload, {
      status: response.statusCode,
      headers: answered,
    });
  };

const FILES: Readonly<Record<string, string>> = {
  'rooms.csv': 'name,username,site\nSmall,small,Berlin\nLarge,large,Bonn\n',
  'bad.csv': 'name,username\nSmall,not a name\n',
  'passcode.txt': '4711\n',
  'override.json': '{"sip":{"supported":false}}',
  'policy.json':
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["chime:ListDevices","chime:GetDevice"],"Resource":"*"}}',
};

/** A second call has asked for control of the sharer's computer. */
const REQUESTED = { outcome: 'requested', reason: 'asked', controller: 'someone', sharer: EXAMPLE.call } as const;

function moderation(meetingId: string): {
  readonly meetings: Meetings;
  readonly dispatch: Dispatch;
  readonly moderated: string[];
} {
  const moderated: string[] = [];
  const live: Partial<LiveMeeting> = {
    participantOf: (callId) => (callId === EXAMPLE.call ? 'p1' : undefined),
    standingOf: () => undefined,
    sharer: EXAMPLE.call,
    state: { remote: { kind: 'asked', controller: 'someone', sharer: EXAMPLE.call } } as LiveMeeting['state'],
    records: [{ ...REQUESTED, seq: 8, at: 1_700_000_000_000 }],
    moderate: (call, action) => moderated.push(`${JSON.stringify(action)} ${call}`) > 0,
    handle: ({ type }) => void (type === 'muteAll' && moderated.push('mute all')),
    setFloor: ({ type }) => void moderated.push(`${type} floor`),
    remoteControl: ({ type, callId }) => {
      moderated.push(`${type} control ${callId}`);
      return REQUESTED;
    },
  };
  const meetings = {
    participants: (id: string) =>
      id === meetingId ? [{ callId: EXAMPLE.call, role: 'attendee', waiting: true, muted: false, sharing: true }] : [],
    live: (id: string) => (id === meetingId ? live : undefined),
  };
  const dispatch = { remove: (_: string, call: string) => void moderated.push(`remove ${call}`) };
  return { meetings: meetings as unknown as Meetings, dispatch: dispatch as unknown as Dispatch, moderated };
}

/** A guard that a source of the documentation has tried to guess PINs against. */
function guessed(now: number): PinGuard {
  const guard = new PinGuard({ failures: 2, first: 5000 });
  for (let n = 0; n < 3; n++) guard.recordFailure(['source 192.0.2.1'], true, now);
  return guard;
}

export async function openWorld(): Promise<World> {
  const opened = await openTestRegistry();
  const { meetings, dispatch, moderated } = moderation(opened.meetingId);
  const fail = (error: Error): never => {
    throw error;
  };
  const app = createHttpServer({
    opened,
    open: () => undefined,
    more: [
      ...participantOperations({ meetings, dispatch }),
      ...controlOperations(meetings),
      ...pinLockOperations(guessed(opened.now()), opened.now),
    ],
    onError: fail,
  });
  const folder = mkdtempSync(join(tmpdir(), 'roomgate-cli-'));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  const key = await opened.admin.createApiKey('test');
  const run: World['run'] = async (args, around = {}) => {
    const [out, err]: [string[], string[]] = [[], []];
    let ids = 0;
    const code = await runApiCommand(args, {
      fetch: injecting(app),
      print: (text) => void out.push(text),
      say: (text) => void err.push(`${text}\n`),
      columns: undefined,
      now: opened.now,
      randomId: () => `request-${args.join('-').length}-${Math.random()}-${ids++}`,
      readFile: (path) => readFile(resolve(folder, path), 'utf8'),
      api: undefined,
      key,
      configured: () => 'http://127.0.0.1:8080',
      ...around,
    });
    return { code, out: out.join(''), err: err.join('') };
  };
  const json: World['json'] = async (...args) => {
    const { code, out, err } = await run(args);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${err}`);
    return JSON.parse(out) as Record<string, unknown>;
  };
  const terminal: World['terminal'] = (...args) => run(args, { columns: 100 });
  const ids = await seed(opened, json);
  const close = async (): Promise<void> => {
    await app.close();
    await opened.registry.close();
    rmSync(folder, { recursive: true });
  };
  return { opened, app, folder, ids, moderated, run, json, terminal, [Symbol.asyncDispose]: close };
}

/** Creates the resources used in the examples. */
async function seed({ db, accountId, meetingId }: TestRegistry, json: World['json']): Promise<World['ids']> {
  await db.updateTable('account').set({ name: 'Example Ltd' }).where('id', '=', accountId).execute();
  await json('account', 'create', 'Empty account');
  await json('account', 'create', 'Big Corp', '--type', 'Enterprise');
  await json('user', 'create', 'Big Corp', 'eve@example.com', 'Eve');
  const user = await json('user', 'create', 'Example Ltd', 'mary@example.com', 'Major, Mary');
  await json('user', 'invite', 'Example Ltd', 'invited@example.com');
  const device = await json('device', 'register', 'Example Ltd', 'Room 1', 'room1', '--site', 'Berlin');
  await json('policy', 'create', 'Helpdesk', 'policy.json');
  const key = await json('key', 'create', 'Old', '--policy', 'Helpdesk');
  return {
    user: String(user['id']),
    device: String(device['id']),
    key: String(key['id']),
    meeting: meetingId,
    call: EXAMPLE.call,
    job: EXAMPLE.job,
  };
}
