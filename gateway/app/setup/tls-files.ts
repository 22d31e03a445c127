/** Certificates from files, and again when the files have changed: renewed ones are used without a restart, and no call is dropped. */
import { statSync } from 'node:fs';
import type { Clock, Timer } from '../../../base/clock.ts';
import { checkTlsFiles, type TlsCredentials, type TlsFiles } from '../../net/tls.ts';

export interface WatchedCertificate {
  readonly name: string;
  /** Of the files that it is made of. */
  readonly paths: readonly string[];
  /** Throws when one can't be read. */
  readonly read: () => TlsFiles;
  readonly users: readonly TlsCredentials[];
}

export type CertificateFact =
  | { readonly type: 'loaded' | 'reloaded'; readonly name: string; readonly validTo: number }
  /** The one before goes on being used. */
  | { readonly type: 'unusable'; readonly name: string; readonly problem: string }
  /** Told once a day, from 14 days before. */
  | { readonly type: 'expires' | 'expired'; readonly name: string; readonly validTo: number };

export interface CertificateWatchOptions {
  readonly certificates: readonly WatchedCertificate[];
  readonly clock: Clock;
  /** Unix ms. */
  readonly now: () => number;
  /** ms between two looks. */
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

  /** Throws when a certificate can't be used. */
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

  /** Unix ms of their ends, by name. */
  get ends(): ReadonlyMap<string, number> {
    return new Map(this.#states.map(({ certificate, validTo }) => [certificate.name, validTo]));
  }

  /** Now, whether they seem to have changed or not. */
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

/** Changes when a file does, also one that was replaced by another of the same age. */
const stampOf = (paths: readonly string[]): string =>
  paths
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? 'absent' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
    })
    .join('|');
