/** The machine of a live meeting: requests under the policies of the host's account. */
import { describe, expect, it } from 'vitest';
import type { CameraRequest } from '../../../../gateway/core/meeting/camera.ts';
import {
  newLiveMeeting,
  sharerOf,
  stepLiveMeeting,
  type LiveMeetingEffect,
  type LiveMeetingEvent,
} from '../../../../gateway/core/meeting/meeting.ts';
import type { MeetingPolicies } from '../../../../registry/port.ts';

const ALL_ON: MeetingPolicies = {
  remoteControl: 'on',
  farEndCameraControl: 'on',
  contentFromDevices: 'on',
  minimumEncryption: 'none',
  contentFloor: 'newest-wins',
};
const START: CameraRequest = { type: 'start', actions: 0b1000_0000, timeout: 400 };

const shown = (effect: LiveMeetingEffect): string => {
  if (effect.type === 'decided') {
    const { control, participant, outcome, reason, about } = effect.decision;
    return `${control}: ${participant} ${outcome}, ${reason}${about === undefined ? '' : `, ${about}`}`;
  }
  if (effect.type === 'moveCamera') return `${effect.request.type} to ${effect.participant}`;
  if (effect.type === 'tell') return `${effect.participant}: ${effect.notice.type}`;
  return effect.type;
};
const INTERESTING = new Set(['decided', 'moveCamera', 'readPolicies', 'returnBandwidth', 'close']);

/** A meeting of `a`, the host, and `b`; `a` sees `b`, whose camera can be controlled. */
function openMeeting() {
  let state = newLiveMeeting({ meetingId: 'm', accountId: 'acc', policies: ALL_ON }, 9);
  let now = 0;
  let last: readonly LiveMeetingEffect[] = [];
  const send = (...events: LiveMeetingEvent[]): readonly string[] => {
    last = events.flatMap((event) => {
      const [next, effects] = stepLiveMeeting(state, event, now);
      state = next;
      return effects;
    });
    return last.filter(({ type }) => INTERESTING.has(type)).map(shown);
  };
  const join = (participant: string, role: 'host' | 'attendee'): LiveMeetingEvent => ({
    type: 'join',
    participant,
    callId: `call-${participant}`,
    role,
    waitsForHost: true,
  });
  send(
    join('a', 'host'),
    join('b', 'attendee'),
    { type: 'sees', participant: 'a', sees: 'b' },
    { type: 'cameraReachable', participant: 'b', reachable: true },
  );
  return {
    send,
    join,
    read: (change: Partial<MeetingPolicies> = {}) => send({ type: 'policiesRead', policies: { ...ALL_ON, ...change } }),
    move: (participant: string, request: CameraRequest = START): LiveMeetingEvent => ({
      type: 'cameraAsked',
      participant,
      request,
    }),
    share: (participant: string, wants = true): LiveMeetingEvent => ({ type: 'floorWanted', participant, wants }),
    state: () => state,
    last: () => last,
    at: (ms: number) => (now = ms),
  };
}

describe('requests that depend on the policies', () => {
  it('wait until the policies are read, which then decide', () => {
    const { send, share, read, state } = openMeeting();
    expect(send(share('b'))).toEqual(['readPolicies']);
    expect(read({ contentFromDevices: 'off' })).toEqual(['content: b denied, policy']);
    expect(send(share('b'))).toEqual(['readPolicies']);
    expect(read()).toEqual(['content: b granted, asked']);
    expect(sharerOf(state())).toBe('call-b');
  });

  it('keep their order; a request during the reading has them read again', () => {
    const { send, share, move, read, state } = openMeeting();
    expect(send(share('b'), move('a'))).toEqual(['readPolicies']);
    expect(read()).toEqual(['content: b granted, asked', 'readPolicies']);
    expect(read()).toEqual(['camera: a granted, asked, call-b', 'start to b']);
    expect([state().pending, state().reading]).toEqual([[], 0]);
  });

  it('a stop needs no policies, but waits for earlier requests', () => {
    const { send, share, read, state } = openMeeting();
    expect(send(share('b'), share('b', false))).toEqual(['readPolicies']);
    expect(read()).toEqual(['content: b granted, asked', 'content: b released, released']);
    expect(send(share('b', false))).toEqual([]);
    expect(state().pending).toEqual([]);
  });

  it('are dropped when the policies cannot be read', () => {
    const { send, share, state } = openMeeting();
    send(share('b'));
    expect(send({ type: 'policiesUnreadable' })).toEqual([]);
    expect([state().pending, sharerOf(state())]).toEqual([[], undefined]);
  });

  it('of a participant that has left are dropped', () => {
    const { send, share, move, read, state } = openMeeting();
    send(move('a'), share('b'));
    send({ type: 'leaving', participant: 'b' }, { type: 'leave', participant: 'a' });
    expect(read()).toEqual(['readPolicies']);
    expect(read()).toEqual([]);
    expect([state().cameras.controls.size, sharerOf(state())]).toEqual([0, undefined]);
  });

  it('are limited in number', () => {
    const { send, share, state } = openMeeting();
    for (let count = 0; count < 1000; count++) send(share('b'));
    expect(state().pending.length).toBe(200);
  });
});

describe('camera control', () => {
  it('expires by its timer', () => {
    const { send, move, read, last, at } = openMeeting();
    send(move('a'));
    read();
    expect(last().find(({ type }) => type === 'timer')).toEqual({ type: 'timer', timer: 'camera', ms: 400 });
    at(400);
    expect(send({ type: 'timer', timer: 'camera' })).toEqual(['stop to b', 'camera: a ended, timeout, call-b']);
    expect(last().at(-1)).toEqual({ type: 'timer', timer: 'camera', ms: undefined });
  });

  it('stops when the policy forbids it, and every participant is informed', () => {
    const { send, move, read, last } = openMeeting();
    send(move('a'));
    read();
    expect(send({ type: 'policiesChanged', policies: { ...ALL_ON, farEndCameraControl: 'off' } })).toEqual([
      'stop to b',
      'camera: a ended, policy, call-b',
    ]);
    expect(
      last()
        .filter(({ type }) => type === 'tell')
        .map(shown),
    ).toEqual(['a: camera', 'b: camera']);
  });
});

describe('remote control', () => {
  const request = (id: string): LiveMeetingEvent => ({
    type: 'remoteControl',
    event: { type: 'request', controller: `call-${id}`, sharer: 'call-b', allowed: true },
  });
  const grant: LiveMeetingEvent = {
    type: 'remoteControl',
    event: { type: 'grant', by: 'call-b', reserved: true, allowed: true },
  };
  const shared = () => {
    const meeting = openMeeting();
    meeting.send({ type: 'floor', event: { type: 'give', participant: 'b' } });
    return meeting;
  };

  it('is denied after 30 s without an answer; then another participant may ask', () => {
    const { send, last } = shared();
    send(request('a'));
    expect(last().find(({ type }) => type === 'timer')).toEqual({ type: 'timer', timer: 'remoteControl', ms: 30_000 });
    expect(send({ type: 'timer', timer: 'remoteControl' })).toEqual(['remote-control: a denied, no-answer, call-b']);
    expect(send(request('a'), grant)).toEqual([
      'remote-control: a requested, asked, call-b',
      'remote-control: a granted, sharer, call-b',
    ]);
    expect(last().findLast(({ type }) => type === 'timer')).toMatchObject({ ms: undefined });
  });

  it.each([
    ['the sharer stops sharing', { type: 'floor', event: { type: 'take' } }, 'gone'],
    ['one of the two leaves', { type: 'leave', participant: 'a' }, 'gone'],
    ['the policy forbids it', { type: 'policiesChanged', policies: { ...ALL_ON, remoteControl: 'off' } }, 'policy'],
  ] as const)('ends when %s, and gives its bandwidth back', (_, event, reason) => {
    const { send, state } = shared();
    send(request('a'), grant);
    const effects = send(event);
    expect(effects).toContain(`remote-control: a released, ${reason}, call-b`);
    expect(effects.filter((effect) => effect === 'returnBandwidth')).toHaveLength(1);
    expect(state().remote.kind).toBe('idle');
  });
});

describe('changed policies', () => {
  it('change nothing that they permit', () => {
    const { send, move, read } = openMeeting();
    send({ type: 'floor', event: { type: 'give', participant: 'b' } }, move('a'));
    read();
    expect(send({ type: 'policiesChanged', policies: ALL_ON })).toEqual([]);
  });

  it('take the floor from a device that may no longer share', () => {
    const { send } = openMeeting();
    send({ type: 'floor', event: { type: 'give', participant: 'b' } });
    expect(send({ type: 'policiesChanged', policies: { ...ALL_ON, contentFromDevices: 'off' } })).toEqual([
      'content: b revoked, policy',
    ]);
  });
});

describe('a participant that arrives', () => {
  it('receives the notices that it missed while its media was being opened', () => {
    const { send, join, last } = openMeeting();
    send({ type: 'floor', event: { type: 'give', participant: 'a' } });
    send(join('c', 'attendee'), { type: 'muteAll' });
    send({ type: 'policiesChanged', policies: { ...ALL_ON, farEndCameraControl: 'off' } });
    send({ type: 'arrived', participant: 'c' });
    expect(last().map(shown)).toEqual(['plan', 'c: muted', 'c: content', 'c: camera']);
  });

  it('receives nothing if it has already left', () => {
    const { send, last } = openMeeting();
    send({ type: 'arrived', participant: 'z' });
    expect(last()).toEqual([]);
  });
});
