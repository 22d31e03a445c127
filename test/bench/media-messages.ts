/** Messages between the processes of `bench:media`. */

import { masterLength, type CryptoSuiteName, type SrtpKey } from '../../media/index.ts';

export type CodecName = 'G722' | 'PCMA';
/** `meeting`: one in ten talks at a time; `all`: every participant talks. */
export type Talk = 'meeting' | 'all';

export interface Load {
  readonly rooms: number;
  readonly codec: CodecName;
  readonly talk: Talk;
  /** With H.264 at 1.2 Mbit/s in both directions. */
  readonly video: boolean;
  /** SRTP with this suite; all devices share one key. */
  readonly srtp?: CryptoSuiteName;
}

/** The key of both directions; the bench keeps no secrets. */
export const benchKey = (suite: CryptoSuiteName): SrtpKey => ({
  suite,
  master: Buffer.alloc(masterLength(suite), 7).toString('base64'),
  mkiLength: 0,
  unencryptedRtcp: false,
});

/** Ports of one device: on our (the device's) side, or on the gateway's. */
export interface Ports {
  readonly audio: number;
  readonly video: number;
}

/** Requests to the gateway's process. `devices`: the ports of each device. */
export type ServerRequest =
  | { readonly op: 'open'; readonly load: Load; readonly devices: readonly Ports[] }
  | { readonly op: 'cpu' }
  | { readonly op: 'usage' }
  | { readonly op: 'close' };

export interface Cpu {
  /** CPU seconds of the worker's thread, and of its mediasoup worker. */
  readonly thread: number;
  readonly sfu: number;
}

export interface Usage {
  /** Memory of the gateway's process, kB. */
  readonly rss: number;
  /** Packets that reached the gateway. */
  readonly received: number;
}

/** Requests to the devices' process. */
export type RoomsRequest =
  | { readonly op: 'bind'; readonly load: Load }
  | { readonly op: 'start'; readonly gateway: readonly Ports[] }
  | { readonly op: 'measure' }
  | { readonly op: 'result' }
  | { readonly op: 'stop' };

export interface RoomsResult {
  /** Packets since the start. */
  readonly sent: number;
  /** Packets since `measure`, as for all fields below. */
  readonly received: number;
  /** Packets missing in the received streams, by sequence number. */
  readonly missing: number;
  /** Streams without any packet. */
  readonly silent: number;
  /** Deviation of arrivals from 20 ms, ms. */
  readonly cadenceP99: number;
  /** ms from mouth to ear. */
  readonly latencies: readonly number[];
  /** Share of one core that the devices' process used. */
  readonly cpu: number;
  /** ms by which packets left late, 99th percentile. */
  readonly lateP99: number;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
