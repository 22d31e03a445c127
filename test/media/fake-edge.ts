/** One of our streams with a device, on a memory network and a fake clock. */
import { DeviceStream } from '../../media/edge/device-stream.ts';
import type { DeviceStreamEvents } from '../../media/edge/device-events.ts';
import type { DeviceStreamOptions } from '../../media/edge/device-stream.ts';
import type { SocketName, SocketPair } from '../../media/edge/socket-pair.ts';
import type { TransportAddress } from '../../media/port.ts';
import type { FakeClock } from '../fakes/clock.ts';
import { seededNumbers } from '../fakes/memory-network.ts';
import type { MemoryNetwork } from '../fakes/memory-network.ts';

export const RTP_PORT = 6000;

const nothing = (): void => {};
const NO_EVENTS: DeviceStreamEvents = {
  onMedia: nothing,
  onData: nothing,
  onComfortNoise: nothing,
  onAlive: nothing,
  onSenderReport: nothing,
  onDigit: nothing,
  onKeyframeRequest: nothing,
  onKeyframeWanted: nothing,
  onModeTooHigh: nothing,
  onPictureLost: nothing,
  onRateLimitWanted: nothing,
  onSendLimit: nothing,
  onFirstReceived: nothing,
  onSecurityFailure: nothing,
  onFirstSent: nothing,
};

export interface EdgeOptions extends Partial<Omit<DeviceStreamOptions, 'instant'>> {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  /** Our address; RTP on `RTP_PORT`, RTCP on the next port. */
  readonly host: string;
}

export const instantOf = (clock: FakeClock) => (): { readonly now: number; readonly wall: number } => ({
  now: clock.now(),
  wall: clock.now(),
});

/** Our sockets on the network; `receive` gets their packets. */
export function openMemorySockets(
  network: MemoryNetwork,
  host: string,
  receive: (socket: SocketName, data: Uint8Array, from: TransportAddress) => void,
): SocketPair {
  const at = (name: SocketName): TransportAddress => ({
    address: host,
    port: name === 'rtp' ? RTP_PORT : RTP_PORT + 1,
  });
  for (const name of ['rtp', 'rtcp'] as const)
    network.bind({ at: at(name), onPacket: (data, from) => receive(name, data, from) });
  return { port: RTP_PORT, send: (name, data, to) => post(network, at(name), to, data), close: async () => {} };
}

export function openEdge(
  { clock, network, host, ...options }: EdgeOptions,
  events: Partial<DeviceStreamEvents> = {},
): DeviceStream {
  const all = { kind: 'video', cname: 'g', ssrc: 77, random: seededNumbers(3), ...options } as const;
  const stream = new DeviceStream({ ...all, instant: instantOf(clock) }, { ...NO_EVENTS, ...events });
  stream.attach(openMemorySockets(network, host, (socket, data, from) => stream.receive(socket, data, from)));
  return stream;
}

export function post(network: MemoryNetwork, from: TransportAddress, to: TransportAddress, data: Uint8Array): void {
  network.sendDatagram(from, to, Buffer.from(data).toString('latin1'));
}
