/** SRTP of one device stream: on while keys are agreed, and then nothing clear comes in or goes out. DTLS has been seen to before packets come here. */
import type { StreamSecurity } from '../index.ts';
import { isSameKey, SrtpReceiver, SrtpSender, type SecurityFailure } from '../srtp/srtp.ts';

type Keys = Extract<StreamSecurity, { method: 'sdes' }>;

interface Running {
  readonly agreed: Keys;
  readonly sender: SrtpSender;
  readonly receiver: SrtpReceiver;
}

export class EdgeSecurity {
  readonly #onFailure: (failure: SecurityFailure) => void;
  #running: Running | undefined;
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
    const before = this.#running;
    if (agreed?.method !== 'sdes') {
      this.#running = undefined;
      return;
    }
    const sender = before !== undefined && isSameKey(before.agreed.send, agreed.send) ? before.sender : new SrtpSender(agreed.send);
    const sameReceiver = before !== undefined && isSameKey(before.agreed.receive, agreed.receive);
    if (!sameReceiver) this.#told.clear();
    this.#running = { agreed, sender, receiver: sameReceiver ? before.receiver : new SrtpReceiver(agreed.receive, before?.receiver) };
  }

  /** RTP or RTCP as it came; undefined: it is not to be looked at. */
  open(data: Uint8Array): Uint8Array | undefined {
    if (this.#running === undefined) return data;
    const opened = this.#running.receiver.unprotect(data);
    if (typeof opened !== 'string') return opened;
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
    return this.#running?.sender.protectRtp(data) ?? data;
  }

  sealRtcp(data: Uint8Array): Uint8Array {
    return this.#running?.sender.protectRtcp(data) ?? data;
  }
}
