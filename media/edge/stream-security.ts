/** SRTP of one device stream: on while keys are agreed, and then nothing clear comes in or goes out. DTLS has been seen to before packets come here. */
import type { StreamSecurity } from '../port.ts';
import { isSameKey, SrtpReceiver, SrtpSender, type SecurityFailure } from '../srtp/srtp.ts';

type Keys = Extract<StreamSecurity, { method: 'sdes' }>;

interface Running {
  readonly agreed: Keys;
  readonly sender: SrtpSender;
  readonly receiver: SrtpReceiver;
}

/** Packets under the old key that may still come after those under the new one have begun. */
const LATE = 64;

export class EdgeSecurity {
  readonly #onFailure: (failure: SecurityFailure) => void;
  /** Also while the stream rests: what it goes on with must not begin anew under the same keys. */
  #last: Running | undefined;
  #on = false;
  /** Of the key before, for what was on its way; `left` packets of the new one until it is forgotten. */
  #former: { readonly receiver: SrtpReceiver; left: number } | undefined;
  readonly #told = new Set<SecurityFailure>();
  #discarded = 0;

  /** `onFailure`: the first packet of its kind since the keys were agreed. */
  constructor(onFailure: (failure: SecurityFailure) => void) {
    this.#onFailure = onFailure;
  }

  /** Packets that were not authentic, or came twice. */
  get discarded(): number {
    return this.#discarded;
  }

  /** A key that stays goes on where it is; a new one begins anew (RFC 4568 §7.1.4). */
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

  /** RTP or RTCP as it came; undefined: it is not to be looked at. */
  open(data: Uint8Array): Uint8Array | undefined {
    if (!this.#on || this.#last === undefined) return data;
    const opened = this.#last.receiver.unprotect(data);
    if (typeof opened !== 'string') {
      if (this.#former !== undefined && --this.#former.left <= 0) this.#former = undefined;
      return opened;
    }
    const late = opened === 'authentication' ? this.#former?.receiver.unprotect(data) : undefined;
    if (late !== undefined && typeof late !== 'string') return late;
    // What is no SRTP at all, as a packet that opens a NAT's way, says nothing of keys.
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
