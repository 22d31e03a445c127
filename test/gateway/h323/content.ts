/** Sets up a call with a device that has a screen to share and a camera to move, until both can be used. */
import type { LegCommand, LegEvent } from '../../../gateway/core/leg.ts';
import type { MediaDescription, StreamDescription } from '../../../media/port.ts';
import type { ProtocolProfile } from '../../../registry/port.ts';
import { H323ContentRoom, type ContentRoomOptions } from '../../fakes/h323-content-room.ts';
import { h264, videoStream } from '../../fakes/descriptions.ts';
import { seededRandom } from '../../fakes/memory-network.ts';
import { GATEWAY, Harness, OURS, PROFILE, THEIRS } from './harness.ts';

const ROOM = '10.0.0.9';
export const CONTENT_AT = { address: ROOM, port: 5004 };
export const CAMERA_AT = { address: ROOM, port: 5006 };
/** Our address. */
export const OUR_CONTENT = { address: '10.0.0.1', port: 20_004 };
export const OUR_CAMERA = { address: '10.0.0.1', port: 20_006 };

export const contentStream = (more: Partial<StreamDescription> = {}): StreamDescription =>
  videoStream(
    [
      { ...h264(0x42_80_1f, 1), payloadType: 99 },
      { ...h264(0x42_80_1f, 0), payloadType: 100 },
    ],
    { role: 'content', rtp: OUR_CONTENT, maxBitrate: 1_200_000, ...more },
  );
export const cameraStream = (more: Partial<StreamDescription> = {}): StreamDescription => ({
  kind: 'application',
  role: 'camera',
  direction: 'sendrecv',
  rtp: OUR_CAMERA,
  codecs: [{ kind: 'data', name: 'H224', payloadType: 107, clockRate: 4800 }],
  feedback: { nack: false, pli: false, fir: false, tmmbr: false },
  ...more,
});
/** The gateway's offer with all kinds of streams. */
export const ALL: MediaDescription = { streams: [...OURS.streams, contentStream(), cameraStream()] };

export interface ContentCall {
  readonly harness: Harness;
  readonly room: H323ContentRoom;
  command(command: LegCommand): Promise<void>;
  /** The leg's events since the last call, in short words; media as the directions of its streams. */
  told(): readonly string[];
  stream(role: 'content' | 'camera'): StreamDescription | undefined;
}

const DIRECTIONS = { sendrecv: '=', sendonly: '>', recvonly: '<', inactive: '.' } as const;

function wordOf(event: LegEvent): string {
  if (event.type === 'contentAccepted') return `contentAccepted ${event.accepted}`;
  if (event.type === 'keyframeRequested') return `keyframeRequested ${event.kind ?? ''}`.trim();
  const media = event.type === 'mediaAnswered' ? event.answer : event.type === 'mediaOffered' ? event.offer : undefined;
  return media === undefined
    ? event.type
    : `${event.type} ${media.streams.map(({ direction }) => DIRECTIONS[direction]).join('')}`;
}

export async function contentCall(
  options: Partial<ContentRoomOptions> = {},
  media = ALL,
  profile: ProtocolProfile = PROFILE,
): Promise<ContentCall> {
  const harness = new Harness();
  harness.answer = (event) => (event.type === 'incoming' ? { type: 'accept', media, profile } : undefined);
  await harness.endpoint.listen();
  const room = new H323ContentRoom({
    transports: harness.network.host(ROOM),
    address: ROOM,
    gateway: GATEWAY,
    clock: harness.clock,
    random: seededRandom(7),
    shape: 'separate',
    destination: [{ 'h323-ID': '123456' }],
    media: THEIRS,
    contentAt: CONTENT_AT,
    cameraAt: CAMERA_AT,
    ...options,
  });
  await harness.pass(100);
  let seen = harness.legs[0]?.events.length ?? 0;
  return {
    harness,
    room,
    command: async (command) => {
      harness.legs[0]?.leg.command(command);
      await harness.pass(20);
    },
    told: () => {
      const events = harness.legs[0]?.events.slice(seen) ?? [];
      seen += events.length;
      return events.map(wordOf);
    },
    stream: (role) => harness.media()?.streams.find((stream) => stream.role === role),
  };
}
