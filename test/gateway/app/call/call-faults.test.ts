/** A fault inside one call ends that call with a reason, gives back what it held, and is reported. */
import { expect, it } from 'vitest';
import { Dispatch } from '../../../../gateway/app/call/dispatch.ts';
import { PinGuard } from '../../../../gateway/app/call/pin-guard.ts';
import { PinResolver } from '../../../../gateway/app/call/resolve-call.ts';
import { Meetings } from '../../../../gateway/app/meeting/meetings.ts';
import type { CallObserver } from '../../../../gateway/app/call/call-runner.ts';
import { IVR_DEFAULTS } from '../../../../gateway/core/call/ivr.ts';
import type { LegCommand } from '../../../../gateway/core/leg.ts';
import { Secret } from '../../../../base/secret.ts';
import type { MediaMember } from '../../../../media/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { audioStream, offerOf } from '../../../fakes/descriptions.ts';
import { fakePlane } from '../../../fakes/media-plane.ts';
import { FakeLeg } from '../../../fakes/leg.ts';
import { openTestRegistry } from '../../../fakes/registry.ts';

const bug = new Error('a bug');
const fail = (): never => {
  throw bug;
};

async function run(options: {
  readonly onCommand?: (command: LegCommand) => void;
  readonly observer?: Partial<CallObserver>;
  readonly member?: Partial<MediaMember>;
}) {
  const registry = await openTestRegistry();
  const { plane, members } = fakePlane(options.member);
  const errors: unknown[] = [];
  const meetings = new Meetings(plane, {
    capacity: 10,
    cname: 'g',
    clock: new FakeClock(),
    onError: (error) => void errors.push(error),
  });
  const { promise: over, resolve: finish } = Promise.withResolvers<string>();
  const observer: CallObserver = {
    onFact: () => {},
    onError: (_, error) => void errors.push(error),
    ...options.observer,
    onFinished: (_, reason) => finish(reason),
  };
  const context = {
    audio: plane.audioCodecs,
    video: false,
    dtls: false,
    maxVideoBitrate: 1,
    isOurs: (host: string) => host === 'x',
    ivr: IVR_DEFAULTS,
    hostTimeout: 1000,
  };
  const dispatch = new Dispatch({
    registry: registry.registry,
    pins: new PinResolver({
      registry: registry.registry,
      guard: new PinGuard({ failures: 10, first: 1000 }),
      now: () => 0,
      clock: new FakeClock(),
      onGuessing: () => {},
    }),
    meetings,
    context,
    observer,
    clock: new FakeClock(),
    maxCalls: 10,
    now: () => 0,
  });
  const leg = new FakeLeg(dispatch.listener, () => {});
  leg.onCommand = options.onCommand ?? (() => {});
  const info = {
    callId: 'c',
    protocol: 'sip',
    direction: 'inbound',
    dialled: { user: new Secret(registry.pin), host: 'x' },
    source: { address: '127.0.0.1', port: 1 },
    family: 4,
  } as const;
  leg.call(info, offerOf(audioStream(['PCMU'])));
  const reason = await over;
  // The place is released after the call has ended.
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return {
    reason,
    errors,
    calls: dispatch.size,
    meetings: meetings.size,
    members: members.size,
    commands: leg.commands.map(({ type }) => type),
  };
}

const over = { reason: 'internal-error', errors: [bug], calls: 0, meetings: 0, members: 0 };

it('a leg that throws on accept', async () => {
  expect(await run({ onCommand: ({ type }) => void (type === 'accept' && fail()) })).toEqual({
    ...over,
    commands: ['end'],
  });
});

it('a leg that throws at every command', async () => {
  expect(await run({ onCommand: fail })).toEqual({ ...over, errors: [bug], commands: [] });
});

it('an observer that throws', async () => {
  expect(await run({ observer: { onFact: (_, fact) => void (fact.type === 'answered' && fail()) } })).toEqual({
    ...over,
    commands: ['accept', 'end'],
  });
});

it('streams that cannot be agreed', async () => {
  expect(await run({ member: { agree: () => Promise.reject(bug) } })).toEqual({ ...over, commands: ['accept', 'end'] });
});
