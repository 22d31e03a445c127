/** What the processes of `bench:media` say to each other. */

import { masterLength, type CryptoSuiteName, type SrtpKey } from '../../media/index.ts';

export type CodecName = 'G722' | 'PCMA';
/** `meeting`: one in ten talks at a time; `all`: everybody talks. */
export type Talk = 'meeting' | 'all';

export interface Load {
  readonly rooms: number;
  readonly codec: CodecName;
  readonly talk: Talk;
  /** With H.264 at 1.2 Mbit/s both ways. */
  readonly video: boolean;
  /** SRTP of this suite, all rooms with one key. */
  readonly srtp?: CryptoSuiteName;
}

/** The key of both directions; the bench keeps no secrets. */
export const benchKey = (suite: CryptoSuiteName): SrtpKey => ({
  suite,
  master: Buffer.alloc(masterLength(suite), 7).toString('base64'),
  mkiLength: 0,
  unencryptedRtcp: false,
});

/** Ports of one room: ours (the device's side) or the gateway's. */
export interface Ports {
  readonly audio: number;
  readonly video: number;
}

/** To the gateway's process. `devices`: where each room's device is. */
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
  /** Of the gateway's process, kB. */
  readonly rss: number;
  /** Packets that have reached the gateway. */
  readonly received: number;
}

/** To the rooms' process. */
export type RoomsRequest =
  | { readonly op: 'bind'; readonly load: Load }
  | { readonly op: 'start'; readonly gateway: readonly Ports[] }
  | { readonly op: 'measure' }
  | { readonly op: 'result' }
  | { readonly op: 'stop' };

export interface RoomsResult {
  /** Packets since the start. */
  readonly sent: number;
  /** Packets since `measure`, as all that follows. */
  readonly received: number;
  /** Packets missing in what was received, by their numbers. */
  readonly missing: number;
  /** Streams of which nothing came. */
  readonly silent: number;
  /** ms, of arrivals from 20 ms. */
  readonly cadenceP99: number;
  /** ms from mouth to ear. */
  readonly latencies: readonly number[];
  /** Share of one core that the rooms' process needed. */
  readonly cpu: number;
  /** ms by which packets left late, 99th percentile. */
  readonly lateP99: number;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
