/** The machines of a meeting, run after its policies: what is told, in what order, and how much. */
import { describe, expect, it } from 'vitest';
import { MeetingControl, type ControlFact } from '../../../../gateway/app/meeting/meeting-control.ts';
import type { Entry, Seat } from '../../../../gateway/app/meeting/participant.ts';
import { newCameras, type CameraRequest } from '../../../../gateway/core/meeting/camera.ts';
import { newRemoteControl } from '../../../../gateway/core/meeting/remote-control.ts';
import { newMeeting, stepMeeting } from '../../../../gateway/core/meeting/meeting.ts';
import type { MeetingPolicies } from '../../../../registry/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';

const ALL_ON: MeetingPolicies = {
  remoteControl: 'on',
  farEndCameraControl: 'on',
  contentFromRooms: 'on',
  minimumEncryption: 'none',
  contentFloor: 'newest-wins',
};
const START: CameraRequest = { type: 'start', actions: 0b1000_0000, timeout: 400 };
const PRESET: CameraRequest = { type: 'activatePreset', preset: 1 };
const told = ({ control, outcome, reason, call, about }: ControlFact): string =>
  `${control}: ${call?.callId} ${outcome}, ${reason}${about === undefined ? '' : `, ${about}`}`;

/** A meeting of two, `a` and `b`; `a` sees `b`, whose camera can be told things. */
function openMeeting() {
  const clock = new FakeClock();
  const [facts, sent]: [ControlFact[], string[]] = [[], []];
  let policies: MeetingPolicies = ALL_ON;
  const entry = {
    meetingId: 'm',
    accountId: 'acc',
    policies,
    seats: new Map(),
    queue: Promise.resolve(),
    cameraTimer: undefined,
    remoteTimer: undefined,
    state: newMeeting('m', 9),
    cameras: newCameras('on'),
    remote: newRemoteControl(),
    remoteEvents: [],
  } as unknown as Entry;
  const control = new MeetingControl({
    clock,
    policies: async () => policies,
    reserve: () => true,
    onFact: (fact) => void facts.push(fact),
    onError: (error) => {
      throw error;
    },
    apply: (to, event) => {
      const [state, effects] = stepMeeting(to.state, event);
      to.state = state;
      for (const effect of effects) if (effect.type === 'floor') control.tellFloor(to, effect.decision);
      if (effects.some(({ type }) => type === 'present')) control.floorMoved(to);
    },
  });
  const sit = (id: string, sees: string | undefined): Seat => {
    let decided = 0;
    const camera = {
      reachable: true,
      setAllowed: () => undefined,
      send: ({ type }: CameraRequest) => void sent.push(`${type} to ${id}`),
      receive: (packet: Uint8Array) => [packet[0] === 0 ? START : PRESET],
    };
    const seat = {
      id,
      sees,
      camera,
      at: { kind: 'meeting', entry },
      left: false,
      standing: { role: 'attendee' },
      request: { callId: `call-${id}`, source: '192.0.2.1', onNotice: () => undefined },
      mayTell: (_: number, most: number) => ++decided <= most,
    } as unknown as Seat;
    entry.seats.set(id, seat);
    [entry.state] = stepMeeting(entry.state, { type: 'join', member: id, role: 'attendee', waitsForHost: false });
    return seat;
  };
  const [a, b] = [sit('a', 'b'), sit('b', undefined)];
  return {
    clock,
    control,
    entry,
    facts,
    sent,
    a,
    b,
    told: () => facts.map(told),
    change: (to: Partial<MeetingPolicies>) => (policies = { ...ALL_ON, ...to }),
  };
}

describe('camera control', () => {
  it('asks the policy at each request, and tells each decision', async () => {
    const { control, entry, sent, told: facts, a, change } = openMeeting();
    control.data(a, Uint8Array.of(0));
    await entry.queue;
    expect([sent, facts()]).toEqual([['start to b'], ['camera: call-a granted, asked, call-b']]);
    change({ farEndCameraControl: 'off' });
    control.data(a, Uint8Array.of(1));
    await entry.queue;
    expect(sent).toEqual(['start to b', 'stop to b']);
    expect(facts().slice(1)).toEqual(['camera: call-a ended, policy, call-b', 'camera: call-a denied, policy, call-b']);
  });

  it('runs out by the clock, and no timer is left', async () => {
    const { clock, control, entry, sent, told: facts, a } = openMeeting();
    control.data(a, Uint8Array.of(0));
    await entry.queue;
    clock.advance(399);
    expect(sent).toEqual(['start to b']);
    clock.advance(1);
    expect([sent, facts().at(-1), clock.pending]).toEqual([
      ['start to b', 'stop to b'],
      'camera: call-a ended, timeout, call-b',
      0,
    ]);
  });

  it('gives nothing to one that left while its policies were read', async () => {
    const { control, entry, sent, a, told: facts } = openMeeting();
    control.data(a, Uint8Array.of(0));
    // It has begun by then.
    await Promise.resolve();
    Object.assign(a, { left: true });
    control.left(entry, a);
    await entry.queue;
    expect([sent, facts(), entry.cameras.controls.size]).toEqual([[], [], 0]);
  });

  it('has ten decisions of a seat logged at most, however much it asks; all are counted', async () => {
    const { control, entry, facts, b } = openMeeting();
    for (let count = 0; count < 100; count++) control.data(b, Uint8Array.of(0));
    await entry.queue;
    expect([facts.length, facts.filter(({ quiet }) => quiet !== true).length]).toEqual([100, 10]);
  });
});

describe('remote control', () => {
  it('that nobody answers is refused after 30 s, so that another may ask; one that is granted goes on', () => {
    const { clock, control, entry, told: facts } = openMeeting();
    const act = (type: 'request' | 'grant', id: string) =>
      control.remoteControl(entry, { type, callId: `call-${id}` }, ALL_ON);
    control.setFloor(entry, { type: 'give', member: 'b' });
    act('request', 'a');
    clock.advance(29_999);
    expect(entry.remote.kind).toBe('asked');
    clock.advance(1);
    expect([entry.remote.kind, facts().at(-1), clock.pending]).toEqual([
      'idle',
      'remote-control: call-a denied, no-answer, call-b',
      0,
    ]);
    expect([act('request', 'a')?.outcome, act('grant', 'b')?.outcome]).toEqual(['requested', 'granted']);
    clock.advance(60_000);
    expect([entry.remote.kind, clock.pending]).toEqual(['granted', 0]);
  });
});

describe('a change of the policies', () => {
  it('ends all that it forbids at once, and nothing else', async () => {
    const { control, entry, sent, told: facts, a } = openMeeting();
    control.setFloor(entry, { type: 'give', member: 'b' });
    control.remoteControl(entry, { type: 'request', callId: 'call-a' }, ALL_ON);
    control.remoteControl(entry, { type: 'grant', callId: 'call-b' }, ALL_ON);
    control.data(a, Uint8Array.of(0));
    await entry.queue;
    const before = facts().length;
    control.policiesChanged(entry, ALL_ON);
    expect(facts()).toHaveLength(before);
    control.policiesChanged(entry, { ...ALL_ON, remoteControl: 'off', farEndCameraControl: 'off' });
    expect(facts().slice(before)).toEqual([
      'camera: call-a ended, policy, call-b',
      'remote-control: call-a released, policy, call-b',
    ]);
    expect([entry.state.floor.holder, entry.remote.kind, sent.at(-1)]).toEqual(['b', 'idle', 'stop to b']);
    control.policiesChanged(entry, { ...ALL_ON, contentFromRooms: 'off' });
    expect(facts().at(-1)).toBe('content: call-b revoked, policy');
  });
});
