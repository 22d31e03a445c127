/**
 * Video from one device to another, through everything but the router, over networks that lose, duplicate and
 * reorder packets.
 */
import { describe, expect, test } from 'vitest';
import type { DeviceStreamEvents } from '../../../media/edge/device-events.ts';
import type { DeviceStream } from '../../../media/edge/device-stream.ts';
import { NO_FEEDBACK } from '../../../media/description.ts';
import type { AgreedStream, Feedback, TransportAddress } from '../../../media/port.ts';
import { isRtcp } from '../../../media/rtp/packet.ts';
import { Rewriter } from '../../../media/rtp/rewriter.ts';
import { KeyframeFinder } from '../../../media/video/source.ts';
import { Viewer } from '../../../media/video/viewer.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryNetwork, seededNumbers } from '../../fakes/memory-network.ts';
import type { NetworkFaults } from '../../fakes/memory-network.ts';
import { FakeCamera, FakeScreen } from '../fake-camera.ts';
import { instantOf, openEdge, post } from '../fake-edge.ts';
import { h264 } from '../fake-room.ts';
import { isStill } from '../h264-stream.ts';

const BEAT = 20;
const at = (host: string, port: number): TransportAddress => ({ address: host, port });
const [CAMERA, SCREEN] = [at('192.0.2.1', 5000), at('192.0.2.2', 5000)];

interface Scene {
  readonly faults?: NetworkFaults;
  /** Abilities of both devices: `nack`, and how the camera is asked for a keyframe. */
  readonly nack?: boolean;
  readonly asks?: 'pli' | 'fir' | 'signalling';
  readonly firstSequence?: number;
  /** When the camera changes its SSRC, ms. */
  readonly renewAt?: number;
  readonly seconds?: number;
}

interface Outcome {
  readonly camera: FakeCamera;
  readonly screen: FakeScreen;
  readonly source: DeviceStream;
  readonly asked: () => number;
}

function agreed(device: TransportAddress, feedback: Feedback, send: boolean): AgreedStream {
  const remoteRtcp = { ...device, port: device.port + 1 };
  return {
    kind: 'video',
    remoteRtp: device,
    remoteRtcp,
    receive: !send,
    send,
    sendCodec: h264(1, 97),
    receiveCodecs: [h264(1, 97)],
    feedback,
  };
}

function run({
  faults = {},
  nack = false,
  asks = 'pli',
  firstSequence = 100,
  renewAt = -1,
  seconds = 20,
}: Scene): Outcome {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 7, faults);
  const random = seededNumbers(3);
  const send = (from: TransportAddress, to: TransportAddress, data: Uint8Array): void => post(network, from, to, data);
  const bind = (address: TransportAddress, onPacket: (data: Uint8Array, from: TransportAddress) => void): unknown =>
    network.bind({ at: address, onPacket });
  const instant = instantOf(clock);
  const open = (host: string, events: Partial<DeviceStreamEvents>): DeviceStream =>
    openEdge({ clock, network, host, random }, events);

  let asked = 0;
  const rewriter = new Rewriter(90_000, { sequence: 65_000, timestamp: 0 }, 0);
  const finder = new KeyframeFinder();
  const viewer = new Viewer({ sequence: 65_400, timestamp: 0 });
  viewer.watch(1);
  const source = open('10.0.0.1', {
    onMedia: (_codec, packet) => {
      const numbers = rewriter.rewrite(packet.ssrc, packet, clock.now());
      if (numbers === undefined) return;
      const video = finder.push({ ...packet, ...numbers });
      if (video.keyframe !== undefined) source.keyframeArrived();
      for (const out of viewer.push(1, video, clock.now())) sink.send(out);
    },
    onKeyframeWanted: () => {
      asked += 1;
      camera.signalled();
    },
    onPictureLost: () => source.wantKeyframe(),
  });
  const sink = open('10.0.0.2', { onKeyframeRequest: () => viewer.requestStill() || source.wantKeyframe() });
  const camera: FakeCamera = new FakeCamera({
    payloadType: 97,
    sequence: firstSequence,
    reactsTo: asks,
    resends: nack,
    sendRtp: (data) => send(CAMERA, at('10.0.0.1', 6000), data),
  });
  const screen = new FakeScreen({
    nacks: nack,
    sendRtcp: (data) => send({ ...SCREEN, port: 5001 }, at('10.0.0.2', 6001), data),
  });
  bind({ ...CAMERA, port: 5001 }, (data) => camera.onRtcp(data));
  bind(SCREEN, (data) => !isRtcp(data) && screen.onRtp(data, clock.now()));
  bind({ ...SCREEN, port: 5001 }, () => {});

  source.agree(agreed(CAMERA, { ...NO_FEEDBACK, nack, pli: asks === 'pli', fir: asks === 'fir' }, false));
  sink.agree(agreed(SCREEN, { ...NO_FEEDBACK, nack }, true));
  for (let now = 0; now < seconds * 1000; now += BEAT) {
    if (now === renewAt) camera.renew();
    camera.tick(now);
    for (const out of viewer.still(now)) sink.send(out);
    if (viewer.wantsKeyframeOf(now) !== undefined) source.wantKeyframe();
    source.tick(instant(), undefined);
    sink.tick(instant(), undefined);
    screen.tick(now);
    clock.advance(BEAT);
  }
  return { camera, screen, source, asked: () => asked };
}

/**
 * When the first picture was complete; the longest time without a new one after it; the share of pictures that were
 * shown.
 */
function watched({ camera, screen }: Outcome): {
  readonly first: number;
  readonly longest: number;
  readonly share: number;
} {
  const first = screen.shown[0] ?? Infinity;
  const gaps = screen.shown.map((time, index) => time - (screen.shown[index - 1] ?? time));
  return { first, longest: Math.max(...gaps), share: screen.shown.length / camera.pictures };
}

describe('the picture continues', () => {
  test.each<[string, Scene, { readonly longest: number; readonly share: number }]>([
    ['over a network without faults', {}, { longest: 100, share: 0.98 }],
    ['across the wrap of sequence numbers', { firstSequence: 65_500 }, { longest: 100, share: 0.98 }],
    ['when a fifth of all packets is duplicated', { faults: { duplication: 0.2 } }, { longest: 100, share: 0.98 }],
    ['when neighbours are swapped', { faults: { jitter: 15 } }, { longest: 140, share: 0.98 }],
    ['with jitter of 100 ms', { faults: { jitter: 100 } }, { longest: 300, share: 0.95 }],
    ['when the camera changes its SSRC', { renewAt: 10_000 }, { longest: 400, share: 0.95 }],
    [
      '... and a network with faults',
      { renewAt: 10_000, faults: { jitter: 60, duplication: 0.1 } },
      { longest: 800, share: 0.9 },
    ],
    [
      'with 5 % lost in each direction and nothing resent',
      { faults: { loss: 0.05, delay: 20 } },
      { longest: 6000, share: 0.15 },
    ],
    [
      'with 5 % lost in each direction, and resent',
      { nack: true, faults: { loss: 0.05, delay: 20 } },
      { longest: 1500, share: 0.93 },
    ],
    [
      'with all of that at once',
      {
        nack: true,
        renewAt: 10_000,
        firstSequence: 65_500,
        faults: { loss: 0.05, delay: 20, jitter: 100, duplication: 0.05 },
      },
      { longest: 2500, share: 0.7 },
    ],
  ])('%s', (_title, scene, least) => {
    const outcome = run(scene);
    const { first, longest, share } = watched(outcome);
    expect(first).toBeLessThanOrEqual(2000);
    expect(longest).toBeLessThanOrEqual(least.longest);
    expect(share).toBeGreaterThanOrEqual(least.share);
    expect(new Set(outcome.screen.packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  });
});

describe('a camera that makes keyframes only on request', () => {
  const networks: readonly (readonly [string, NetworkFaults])[] = [
    ['without faults', {}],
    ['that loses 30 %', { loss: 0.3 }],
    ['with 100 ms of jitter', { jitter: 100 }],
  ];
  test.each(
    (['pli', 'fir', 'signalling'] as const).flatMap((asks) =>
      networks.map(([title, faults]) => ({ asks, title, faults })),
    ),
  )('by $asks is asked until one comes, over a network $title', ({ asks, faults }) => {
    const outcome = run({ asks, faults, seconds: 2 });
    const picture = outcome.screen.packets.find(({ payload }) => !isStill(payload));
    expect(picture).toBeDefined();
    const { keyframesRequested } = outcome.source.stats();
    expect(keyframesRequested).toBeLessThanOrEqual(2000 / 200);
    expect(outcome.asked()).toBe(asks === 'signalling' ? keyframesRequested : 0);
  });
});

test('packets that arrive in order are passed on in order, without a hole, and numbers continue over the still', () => {
  const { screen } = run({ faults: { duplication: 0.1 }, firstSequence: 65_500, seconds: 5 });
  const unique = [...new Set(screen.packets.map(({ sequence }) => sequence))];
  expect(unique).toEqual(unique.map((_, index) => (65_400 + index) & 0xffff));
  expect(screen.packets.slice(0, 4).every(({ payload }) => isStill(payload))).toBe(true);
});
