/**
 * Devices that call over H.323, in a separate process: `rate` calls per second, `count` in all, each for `hold` ms.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../base/system-clock.ts';
import { tcpTransports } from '../../gateway/h323/index.ts';
import { audioStream, h264, offerOf, videoStream } from '../fakes/descriptions.ts';
import { H323Room, type Shape } from '../fakes/h323-room.ts';

export interface CallerOptions {
  readonly gatewayPort: number;
  readonly pins: readonly string[];
  readonly rate: number;
  readonly count: number;
  readonly hold: number;
  readonly shape: Shape;
}

export interface CallerResult {
  readonly successful: number;
  readonly failed: number;
  /** ms from SETUP to CONNECT, and to media in both directions. */
  readonly connectP99: number;
  readonly mediaP99: number;
  readonly seconds: number;
}

const transports = tcpTransports(10);
const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;

function call(
  { gatewayPort, pins, hold, shape }: CallerOptions,
  index: number,
): Promise<{ readonly connect: number; readonly media: number } | undefined> {
  const { promise, resolve } = Promise.withResolvers<
    { readonly connect: number; readonly media: number } | undefined
  >();
  const started = performance.now();
  let [connect, media] = [Number.NaN, Number.NaN];
  // No socket listens at these ports: the gateway bears the cost of sending, as with real devices.
  const port = 10_000 + 4 * (index % 2000);
  const room = new H323Room({
    transports,
    address: '127.0.0.1',
    gateway: { address: '127.0.0.1', port: gatewayPort },
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count) },
    shape,
    destination: [{ dialedDigits: pins[index % pins.length] ?? '' }],
    media: offerOf(
      audioStream(['G722'], { rtp: { address: '127.0.0.1', port } }),
      videoStream([h264(0x42_80_1f, 1)], { rtp: { address: '127.0.0.1', port: port + 2 } }),
    ),
    onMessage: ({ q931 }) => {
      if (q931.type !== 'connect') return;
      connect = performance.now() - started;
      setTimeout(() => room.hangUp(), hold);
    },
    onSession: (event) => {
      if (
        event.type === 'media' &&
        Number.isNaN(media) &&
        event.description.streams.every(({ direction }) => direction === 'sendrecv')
      )
        media = performance.now() - started;
    },
    onClosed: () => resolve(Number.isNaN(connect) || Number.isNaN(media) ? undefined : { connect, media }),
  });
  return promise;
}

const options = JSON.parse(process.argv[2] ?? '{}') as CallerOptions;
const started = performance.now();
const calls: Promise<{ readonly connect: number; readonly media: number } | undefined>[] = [];
for (let index = 0; index < options.count; index++) {
  const ahead = started + (index * 1000) / options.rate - performance.now();
  if (ahead > 0) await pause(ahead);
  calls.push(call(options, index));
}
const done = (await Promise.all(calls)).filter((each) => each !== undefined);
const result: CallerResult = {
  successful: done.length,
  failed: calls.length - done.length,
  connectP99: p99(done.map(({ connect }) => connect)),
  mediaP99: p99(done.map(({ media }) => media)),
  seconds: (performance.now() - started - options.hold) / 1000,
};
console.log(JSON.stringify(result));
process.exit(0);
