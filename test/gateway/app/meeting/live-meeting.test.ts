/** Live meetings and lobbies over a media plane without sockets. */
import { describe, expect, it } from 'vitest';
import type { ControlFact } from '../../../../gateway/app/meeting/live-meeting.ts';
import { Meetings, type MeetingsOptions } from '../../../../gateway/app/meeting/meetings.ts';
import type {
  JoinRequest,
  Meeting,
  MeetingMessage,
  MeetingRequest,
} from '../../../../gateway/core/meeting/messages.ts';
import { openLink, newLink, sendCamera } from '../../../../gateway/h224/index.ts';
import { MediaError, type MediaMember } from '../../../../media/index.ts';
import type { MeetingPolicies } from '../../../../registry/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { fakePlane } from '../../../fakes/media-plane.ts';

const ALL_ON: MeetingPolicies = {
  remoteControl: 'on',
  farEndCameraControl: 'on',
  contentFromDevices: 'on',
  minimumEncryption: 'none',
  contentFloor: 'newest-wins',
};
const START = { type: 'start', actions: 0b1000_0000, timeout: 400 } as const;
const cameraPacket = sendCamera(openLink(newLink(true))[0], START);
const bug = new Error('a bug');

const meetingOf = (meetingId: string, change: Partial<Meeting> = {}): Meeting => ({
  meetingId,
  accountId: 'acc',
  role: 'attendee',
  waitsForHost: false,
  policies: ALL_ON,
  ...change,
});

function open(options: Partial<MeetingsOptions> = {}, member: Partial<MediaMember> = {}) {
  const clock = new FakeClock();
  const fake = fakePlane(member);
  const facts: ControlFact[] = [];
  const errors: unknown[] = [];
  const received: MeetingMessage[] = [];
  const sent: MeetingRequest[] = [];
  const meetings = new Meetings(fake.plane, {
    capacity: 3,
    cname: 'gateway',
    clock,
    policies: async () => ALL_ON,
    onDecision: (fact) => void facts.push(fact),
    onError: (error, of) => void errors.push([error, of]),
    ...options,
  });
  const join = async (participant: string, meeting: Meeting | undefined): Promise<void> => {
    const request: JoinRequest = {
      type: 'join',
      participant,
      callId: `call-${participant}`,
      source: '192.0.2.1',
      meeting,
      kinds: ['audio', 'video', 'camera'],
      family: 4,
    };
    sent.push(request);
    meetings.join(request, (message) => void received.push(message));
    await settle();
  };
  const handle = async (request: Exclude<MeetingRequest, JoinRequest>): Promise<void> => {
    sent.push(request);
    meetings.handle(request);
    await settle();
  };
  const heard = (participant: string): readonly string[] =>
    received
      .filter((message) => message.participant === participant)
      .map((message) => (message.type === 'notice' ? message.notice.type : message.type));
  return { ...fake, clock, meetings, facts, errors, received, sent, join, handle, heard };
}

/** Lets all pending promises settle. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
};

describe('Meetings', () => {
  it('opens a meeting for the first participant and closes it after the last one', async () => {
    const { meetings, join, handle, members, heard, log } = open();
    await join('a', meetingOf('m'));
    await join('b', meetingOf('m'));
    expect([meetings.size, heard('a').includes('joined'), [...members]]).toEqual([1, true, ['a', 'b']]);
    await handle({ type: 'leave', participant: 'a' });
    expect(meetings.participants('m').map(({ callId }) => callId)).toEqual(['call-b']);
    await handle({ type: 'leave', participant: 'b' });
    expect([meetings.size, members.size, log.at(-1)]).toEqual([0, 0, 'close m1']);
  });

  it('refuses a participant beyond the capacity and reserves nothing', async () => {
    const { meetings, join, members, received } = open({ capacity: 1 });
    await join('a', meetingOf('m'));
    await join('b', meetingOf('m'));
    expect(received.at(-1)).toEqual({ type: 'joinFailed', participant: 'b', reason: 'meeting-full' });
    expect([[...members], meetings.participants('m').length]).toEqual([['a'], 1]);
  });

  it('closes the media of a call that leaves while it is still being opened', async () => {
    const { meetings, join, handle, members, heard } = open();
    const joining = join('a', meetingOf('m'));
    await handle({ type: 'leave', participant: 'a' });
    await joining;
    expect([heard('a'), members.size, meetings.size]).toEqual([[], 0, 0]);
  });

  it('moves a participant from its lobby into a meeting', async () => {
    const { meetings, join, handle, heard, received } = open();
    await join('a', undefined);
    expect([meetings.size, received[0]]).toMatchObject([1, { type: 'joined', waiting: true }]);
    await handle({ type: 'enter', participant: 'a', meeting: meetingOf('m', { waitsForHost: true }) });
    expect([meetings.size, received.at(-1)]).toMatchObject([1, { type: 'entered', waiting: true }]);
    await join('h', meetingOf('m', { role: 'host', waitsForHost: true }));
    expect(heard('a')).toContain('admitted');
  });

  it('tells the call when the meeting is on another media worker, and keeps the lobby', async () => {
    const { meetings, join, handle, heard } = open({}, { moveTo: async () => false });
    await join('a', undefined);
    await handle({ type: 'enter', participant: 'a', meeting: meetingOf('m') });
    expect([heard('a').at(-1), meetings.size, meetings.live('m')]).toEqual(['enteredElsewhere', 1, undefined]);
  });

  it('opens a meeting again after its media worker was lost', async () => {
    const { meetings, join, emit, heard } = open();
    await join('a', meetingOf('m'));
    const before = meetings.live('m');
    emit('a', { type: 'closed', reason: 'worker-lost' });
    expect(heard('a').at(-1)).toBe('media');
    await join('b', meetingOf('m'));
    expect(meetings.live('m')).not.toBe(before);
  });

  it('reports the reason if the media plane has no free port', async () => {
    const { plane, meetings, join, received } = open();
    plane.openBridge = () => Promise.reject(new MediaError('out-of-ports', 'no port'));
    await join('a', meetingOf('m'));
    await join('b', undefined);
    expect(received).toMatchObject([{ reason: 'out-of-ports' }, { reason: 'out-of-ports' }]);
    expect(meetings.size).toBe(0);
  });

  it('exchanges only plain data with calls', async () => {
    const { join, handle, sent, received, emit } = open({ prompts: new Map() });
    await join('a', undefined);
    await handle({ type: 'play', participant: 'a', prompts: ['welcome'], playback: 1 });
    await handle({ type: 'enter', participant: 'a', meeting: meetingOf('m') });
    await join('b', meetingOf('m'));
    await handle({ type: 'agreed', participant: 'b', streams: [], video: {} });
    await handle({ type: 'sendLimit', participant: 'b', kind: 'video', bitrate: 1 });
    await handle({ type: 'floor', participant: 'b', wants: true });
    await handle({ type: 'mute', participant: 'b', muted: 'toggle' });
    await handle({ type: 'muteAll', participant: 'b' });
    await handle({ type: 'contentView', participant: 'b', view: 'own' });
    await handle({ type: 'requestKeyframe', participant: 'b', kind: 'video' });
    await handle({ type: 'stopPlaying', participant: 'b' });
    emit('b', { type: 'keyframeWanted', kind: 'video' });
    await handle({ type: 'leave', participant: 'b' });
    expect(new Set(sent.map(({ type }) => type)).size).toBe(12);
    expect(structuredClone(sent)).toEqual(sent);
    expect(structuredClone(received)).toEqual(received);
    expect(JSON.parse(JSON.stringify(received))).toEqual(received);
  });
});

describe('a live meeting', () => {
  it('moves the camera that the participant sees, and stops it after silence', async () => {
    const { clock, join, handle, emit, facts, log } = open();
    await join('a', meetingOf('m'));
    await join('b', meetingOf('m'));
    const camera = { kind: 'camera', send: true } as never;
    await handle({ type: 'agreed', participant: 'a', streams: [camera], video: {} });
    await handle({ type: 'agreed', participant: 'b', streams: [camera], video: {} });
    const told = log.filter((entry) => entry === 'b data').length;
    emit('a', { type: 'sees', member: 'b' });
    emit('a', { type: 'data', payload: cameraPacket });
    await settle();
    expect(log.filter((entry) => entry === 'b data').length).toBe(told + 1);
    clock.advance(399);
    expect(facts).toMatchObject([{ outcome: 'granted', about: 'call-b', call: { callId: 'call-a' } }]);
    clock.advance(1);
    expect(facts.at(-1)).toMatchObject({ outcome: 'ended', reason: 'timeout' });
    expect([log.filter((entry) => entry === 'b data').length, clock.pending]).toEqual([told + 2, 0]);
  });

  it('marks decisions beyond ten a second of one participant as quiet', async () => {
    const { join, handle, facts } = open({ policies: async () => ({ ...ALL_ON, contentFromDevices: 'off' }) });
    await join('a', meetingOf('m'));
    for (let count = 0; count < 40; count++) await handle({ type: 'floor', participant: 'a', wants: true });
    expect([facts.length, facts.filter(({ quiet }) => quiet !== true).length]).toEqual([40, 10]);
  });

  it('numbers remote control decisions across the reopening of a meeting', async () => {
    const { meetings, join, handle } = open();
    const round = async (): Promise<readonly number[]> => {
      await join('a', meetingOf('m'));
      await join('b', meetingOf('m'));
      await handle({ type: 'floor', participant: 'b', wants: true });
      const live = meetings.live('m');
      live?.remoteControl({ type: 'request', callId: 'call-a' }, ALL_ON);
      live?.remoteControl({ type: 'deny', callId: 'call-b' }, ALL_ON);
      const numbers = live?.records.map(({ seq }) => seq) ?? [];
      await handle({ type: 'leave', participant: 'a' });
      await handle({ type: 'leave', participant: 'b' });
      return numbers;
    };
    expect([await round(), await round()]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('a fault', () => {
  const broken = { policies: undefined } as unknown as Meeting;

  it('in the step of a live meeting ends that meeting only, and is reported once', async () => {
    const { meetings, join, heard, errors } = open();
    await join('a', meetingOf('m'));
    await join('b', meetingOf('other'));
    meetings.live('m')?.handle({ type: 'policiesChanged', policies: broken.policies });
    await settle();
    expect([heard('a').at(-1), heard('b').includes('failed')]).toEqual(['failed', false]);
    expect([errors.length, errors[0]]).toEqual([1, [expect.any(TypeError), { meetingId: 'm' }]]);
    expect([meetings.live('m'), meetings.participants('other').length]).toEqual([undefined, 1]);
    await join('c', meetingOf('m'));
    expect(heard('c')).toContain('joined');
  });

  it('in an effect of a live meeting ends that meeting only, and is reported once', async () => {
    const throws = (): never => {
      throw bug;
    };
    const { meetings, join, handle, heard, errors } = open({}, { setMuted: throws });
    await join('a', meetingOf('m'));
    await join('b', meetingOf('other'));
    await handle({ type: 'mute', participant: 'a', muted: true });
    expect([heard('a').at(-1), errors]).toEqual(['failed', [[bug, { meetingId: 'm' }]]]);
    expect([meetings.live('m'), meetings.participants('other').length]).toEqual([undefined, 1]);
    await handle({ type: 'leave', participant: 'a' });
    await handle({ type: 'leave', participant: 'b' });
    expect(meetings.size).toBe(0);
  });

  it('in media that cannot be agreed ends the call of that participant only', async () => {
    const { join, handle, heard, errors } = open({}, { agree: () => Promise.reject(bug) });
    await join('a', meetingOf('m'));
    await join('b', meetingOf('m'));
    await handle({ type: 'agreed', participant: 'a', streams: [], video: {} });
    expect([heard('a').at(-1), heard('b').includes('failed')]).toEqual(['failed', false]);
    expect(errors).toEqual([[bug, { callId: 'call-a' }]]);
  });
});
