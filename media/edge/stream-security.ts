/**
 * SRTP of one device stream. While keys are agreed, no plain packet is accepted or sent. DTLS is handled before
 * packets come here.
 */
import type { StreamSecurity } from '../port.ts';
import { isSameKey, SrtpReceiver, SrtpSender, type SecurityFailure } from '../srtp/srtp.ts';

type Keys = Extract<StreamSecurity, { method: 'sdes' }>;

interface Running {
  readonly agreed: Keys;
  readonly sender: SrtpSender;
  readonly receiver: SrtpReceiver;
}

/**
 * Packets of the new key after which the old key is dropped: until then packets under the old one may still arrive.
 */
const LATE = 64;

export class EdgeSecurity {
  readonly #onFailure: (failure: SecurityFailure) => void;
  /** Kept during hold: resuming must continue the packet index, never restart it under the same key. */
  #last: Running | undefined;
  #on = false;
  /** The previous key, for packets still in flight; dropped after `left` packets of the new key. */
  #former: { readonly receiver: SrtpReceiver; left: number } | undefined;
  readonly #told = new Set<SecurityFailure>();
  #discarded = 0;

  /** `onFailure`: called for the first packet of each kind of failure since the keys were agreed. */
  constructor(onFailure: (failure: SecurityFailure) => void) {
    this.#onFailure = onFailure;
  }

  /** Packets that were not authentic or arrived twice. */
  get discarded(): number {
    return this.#discarded;
  }

  /** An unchanged key continues its packet index; a new key starts a new one (RFC 4568 §7.1.4). */
  agree(agreed: StreamSecurity | undefined): void {
    this.#on = agreed?.method === 'sdes';
    if (agreed?.method !== 'sdes') return;
    const before = this.#last;
    const sender =
      before !== undefined && isSameKey(before.agreed.send, agreed.send) ? before.sender : new SrtpSender(agreed.send);
    const sameReceiver = before !== undefined && isSameKey(before.agreed.receive, agreed.receive);
    if (!sameReceiver) {
      this.#told.clear();
      this.#former = before && { receiver: before.receiver, left: LATE };
    }
    this.#last = {
      agreed,
      sender,
      receiver: sameReceiver ? before.receiver : new SrtpReceiver(agreed.receive, before?.receiver),
    };
  }

  /** Decrypts RTP or RTCP as received; `undefined`: the packet must be ignored. */
  open(data: Uint8Array): Uint8Array | undefined {
    if (!this.#on || this.#last === undefined) return data;
    const opened = this.#last.receiver.unprotect(data);
    if (typeof opened !== 'string') {
      if (this.#former !== undefined && --this.#former.left <= 0) this.#former = undefined;
      return opened;
    }
    const late = opened === 'authentication' ? this.#former?.receiver.unprotect(data) : undefined;
    if (late !== undefined && typeof late !== 'string') return late;
    // A packet that is not SRTP at all, such as one that opens a NAT binding, says nothing about keys.
    if (opened === 'malformed') return undefined;
    this.#discarded += 1;
    if (!this.#told.has(opened)) {
      this.#told.add(opened);
      this.#onFailure(opened);
    }
    return undefined;
  }

  sealRtp(data: Uint8Array): Uint8Array {
    return this.#on && this.#last !== undefined ? this.#last.sender.protectRtp(data) : data;
  }

  sealRtcp(data: Uint8Array): Uint8Array {
    return this.#on && this.#last !== undefined ? this.#last.sender.protectRtcp(data) : data;
  }
}
