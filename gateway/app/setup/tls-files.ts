/**
 * Certificates from files, reloaded when the files change: renewed certificates work without a restart, and no call
 * is dropped.
 */
import { statSync } from 'node:fs';
import type { Clock, Timer } from '../../../base/clock.ts';
import { checkTlsFiles, type TlsCredentials, type TlsFiles } from '../../net/tls.ts';

export interface WatchedCertificate {
  readonly name: string;
  /** Fingerprint of the files that it was read from. */
  readonly paths: readonly string[];
  /** Throws if a file cannot be read. */
  readonly read: () => TlsFiles;
  readonly users: readonly TlsCredentials[];
}

export type CertificateFact =
  | { readonly type: 'loaded' | 'reloaded'; readonly name: string; readonly validTo: number }
  /** Receives the error of a reload; the previous certificate stays in use. */
  | { readonly type: 'unusable'; readonly name: string; readonly problem: string }
  /** Called once a day, from 14 days before the expiry. */
  | { readonly type: 'expires' | 'expired'; readonly name: string; readonly validTo: number };

export interface CertificateWatchOptions {
  readonly certificates: readonly WatchedCertificate[];
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  /** Interval of checks, ms. */
  readonly interval: number;
  readonly onFact: (fact: CertificateFact) => void;
}

const DAY = 24 * 3600 * 1000;
const WARN = 14 * DAY;

interface State {
  readonly certificate: WatchedCertificate;
  stamp: string;
  validTo: number;
  warnedAt: number;
}

export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  readonly #states: readonly State[];
  #timer: Timer | undefined;

  /** Throws if a certificate cannot be used. */
  constructor(options: CertificateWatchOptions) {
    this.#options = options;
    this.#states = options.certificates.map((certificate) => ({
      certificate,
      stamp: stampOf(certificate.paths),
      validTo: validToOf(certificate.read()),
      warnedAt: -Infinity,
    }));
    for (const { certificate, validTo } of this.#states)
      options.onFact({ type: 'loaded', name: certificate.name, validTo });
    this.#look();
  }

  /** Expiry of each certificate by name, Unix ms. */
  get ends(): ReadonlyMap<string, number> {
    return new Map(this.#states.map(({ certificate, validTo }) => [certificate.name, validTo]));
  }

  /** Reloads now, even if the files seem unchanged. */
  reload(): void {
    for (const state of this.#states) this.#replace(state);
  }

  close(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    for (const state of this.#states) {
      if (stampOf(state.certificate.paths) !== state.stamp) this.#replace(state);
      this.#warn(state);
    }
    this.#timer = this.#options.clock.after(this.#options.interval, () => this.#look());
  }

  #replace(state: State): void {
    const { certificate } = state;
    const { onFact } = this.#options;
    state.stamp = stampOf(certificate.paths);
    try {
      const files = certificate.read();
      const validTo = validToOf(files);
      for (const user of certificate.users) user.replace(files);
      state.validTo = validTo;
      state.warnedAt = -Infinity;
      onFact({ type: 'reloaded', name: certificate.name, validTo });
    } catch (error) {
      onFact({
        type: 'unusable',
        name: certificate.name,
        problem: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #warn(state: State): void {
    const now = this.#options.now();
    const { validTo, certificate } = state;
    if (validTo - now > WARN || now - state.warnedAt < DAY) return;
    state.warnedAt = now;
    this.#options.onFact({ type: validTo <= now ? 'expired' : 'expires', name: certificate.name, validTo });
  }
}

const validToOf = (files: TlsFiles): number => Date.parse(checkTlsFiles(files).validTo);

/** Changes with a file, even if it was replaced by another one of the same age. */
const stampOf = (paths: readonly string[]): string =>
  paths
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? 'absent' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
    })
    .join('|');
