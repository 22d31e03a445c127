/** Answers 401 and 407 for one call: credentials by realm, with nonce counts (RFC 3261 §22). */
import type { OutgoingInvite } from '../../edge.ts';
import { answerChallenge, parseChallenge } from '../message/digest.ts';
import type { DigestChallenge } from '../message/digest.ts';
import type { Ids } from '../message/ids.ts';
import type { SipResponse } from '../message/message.ts';
import type { Body } from '../message/print.ts';
import { bytesToText, textToBytes } from '../message/scan.ts';

export interface Challenged {
  readonly method: string;
  readonly uri: string;
  readonly body: Body | undefined;
}

export class Authorizer {
  readonly #credentials: NonNullable<OutgoingInvite['credentials']>;
  readonly #ids: Ids;
  /** The last nonce answered and its use count, by realm. */
  readonly #used = new Map<string, { readonly nonce: string; count: number }>();

  constructor(credentials: NonNullable<OutgoingInvite['credentials']>, ids: Ids) {
    this.#credentials = credentials;
    this.#ids = ids;
  }

  /**
   * Header lines for repeating the request; undefined if repeating it is pointless. `again`: the request already had
   * credentials, so only a stale nonce justifies another attempt.
   */
  answer(response: SipResponse, request: Challenged, again: boolean): string | undefined {
    const proxy = response.status === 407;
    const name = proxy ? 'proxy-authenticate' : 'www-authenticate';
    let lines = '';
    for (const challenge of strongest(response.headers.lines(name))) {
      if (again && !challenge.stale) return undefined;
      const value = this.#value(challenge, request);
      if (value === undefined) return undefined;
      lines += `${proxy ? 'Proxy-Authorization' : 'Authorization'}: ${value}\r\n`;
    }
    return lines === '' ? undefined : lines;
  }

  #value(challenge: DigestChallenge, request: Challenged): string | undefined {
    const { realm, nonce } = challenge;
    const found = this.#credentials(bytesToText(realm));
    if (found === undefined) return undefined;
    const last = this.#used.get(realm);
    const used = last?.nonce === nonce ? last : { nonce, count: 0 };
    used.count++;
    this.#used.set(realm, used);
    return answerChallenge({
      challenge,
      username: textToBytes(found.username),
      password: textToBytes(found.password),
      method: request.method,
      uri: request.uri,
      body: Buffer.from(request.body?.content ?? '', 'latin1'),
      cnonce: this.#ids.tag(),
      count: used.count,
    });
  }
}

/** Chooses the challenge to answer for each realm: SHA-256 before MD5 (RFC 8760 §2.4). */
function strongest(values: readonly string[]): readonly DigestChallenge[] {
  const byRealm = new Map<string, DigestChallenge>();
  for (const value of values) {
    const challenge = parseChallenge(value);
    if (challenge === undefined) continue;
    const other = byRealm.get(challenge.realm);
    if (other === undefined || (other.algorithm === 'MD5' && challenge.algorithm === 'SHA-256'))
      byRealm.set(challenge.realm, challenge);
  }
  return [...byRealm.values()];
}
