/**
 * Digest authentication as a server (RFC 3261 §22, RFC 7616, RFC 8760): challenges, expiring nonces and nonce
 * counts.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../../base/clock.ts';
import type { DigestCredentials } from './edge.ts';
import { digestMatches, printChallenge, type DigestAlgorithm } from './stack/message/digest.ts';

/** The lifetime of a nonce, ms. */
const NONCE_LIFE = 5 * 60 * 1000;
/** The number of nonces whose count is kept. When the oldest is dropped, its user is challenged again. */
const MAX_NONCES = 20_000;
/**
 * MD5 first: a device should take the first that it knows (RFC 8760 §2.4), but many room systems read the first
 * challenge only and fail on SHA-256. Those that look for the strongest find it.
 */
const ALGORITHMS: readonly DigestAlgorithm[] = ['MD5', 'SHA-256'];

export type Ha1 = Readonly<Record<'md5' | 'sha256', string>>;

export type AuthOutcome = { readonly ok: true } | { readonly ok: false; readonly challenge: readonly string[] };

export class Authenticator {
  readonly #realm: string;
  readonly #clock: Clock;
  readonly #secret: Uint8Array;
  readonly #random: Random;
  /** The highest nonce count seen, by nonce. */
  readonly #counts = new Map<string, number>();

  constructor(realm: string, clock: Clock, random: Random) {
    this.#realm = realm;
    this.#clock = clock;
    this.#random = random;
    this.#secret = random.bytes(32);
  }

  challenge(stale = false): readonly string[] {
    const nonce = this.#newNonce();
    return ALGORITHMS.map((algorithm) =>
      printChallenge({ realm: this.#realm, nonce, algorithm, qop: ['auth'], stale }),
    );
  }

  /**
   * `ha1`: the hash of the user that the credentials name, or undefined if no such user exists; refusing takes
   * equally long.
   */
  check(credentials: DigestCredentials | undefined, ha1: Ha1 | undefined): AuthOutcome {
    if (credentials === undefined) return { ok: false, challenge: this.challenge() };
    const algorithm = credentials.algorithm;
    const known = algorithm === 'MD5' ? ha1?.md5 : ha1?.sha256;
    const right =
      digestMatches({ ...credentials, ha1: known ?? this.#decoy(credentials.username) }, credentials.response) &&
      known !== undefined;
    const nonce = this.#nonceState(credentials.nonce);
    if (nonce === 'foreign' || !right) return { ok: false, challenge: this.challenge() };
    if (nonce === 'old' || !this.#isNewCount(credentials)) return { ok: false, challenge: this.challenge(true) };
    return { ok: true };
  }

  #decoy(username: string): string {
    return createHash('sha256').update(this.#secret).update(username).digest('hex');
  }

  #newNonce(): string {
    const body = `${Math.floor(this.#clock.now()).toString(36)}.${Buffer.from(this.#random.bytes(9)).toString('base64url')}`;
    return `${body}.${this.#sign(body)}`;
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url').slice(0, 22);
  }

  #nonceState(nonce: string): 'fresh' | 'old' | 'foreign' {
    const at = nonce.lastIndexOf('.');
    const [body, signature] = [nonce.slice(0, Math.max(0, at)), Buffer.from(nonce.slice(at + 1))];
    const expected = Buffer.from(this.#sign(body));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return 'foreign';
    const issued = Number.parseInt(body.split('.')[0] ?? '', 36);
    return this.#clock.now() - issued <= NONCE_LIFE ? 'fresh' : 'old';
  }

  /** RFC 7616 §3.4: a count that does not rise is a replay. Without qop there is no count, and a nonce works once. */
  #isNewCount({ nonce, nc }: DigestCredentials): boolean {
    const count = nc === undefined ? 1 : Number.parseInt(nc, 16);
    if (!(count > (this.#counts.get(nonce) ?? 0))) return false;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    if (this.#counts.size > MAX_NONCES) for (const oldest of this.#counts.keys()) return this.#counts.delete(oldest);
    return true;
  }
}
