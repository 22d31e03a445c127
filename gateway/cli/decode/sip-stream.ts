/** A byte stream of SIP, which may have gaps and begin anywhere. */
import { StreamFramer } from '../../sip/stack/transport/framer.ts';
import type { Parsed } from '../../sip/stack/message/parse.ts';
import { gapError, type MessageError } from './message.ts';
import type { Moment } from './packet.ts';
import { beginsSip } from './sip-messages.ts';
import type { StreamSink } from './tcp-direction.ts';

export interface SipListener {
  /** `octets`: the segment that completed the message. */
  message(parsed: Parsed, octets: Uint8Array, at: Moment): void;
  problem(error: MessageError, at: Moment): void;
}

export class SipStream implements StreamSink {
  readonly #listener: SipListener;
  #framer = new StreamFramer();
  /** True while each segment's beginning is checked for the beginning of a message. */
  #searching: boolean;

  constructor(fromStart: boolean, listener: SipListener) {
    this.#listener = listener;
    this.#searching = !fromStart;
  }

  data(octets: Uint8Array, at: Moment): void {
    if (this.#searching && beginsSip(octets) === 'no') return;
    this.#searching = false;
    for (const framed of this.#framer.push(octets)) {
      if (framed.type === 'ping') continue;
      this.#listener.message(framed.parsed, octets, at);
      if (framed.type === 'lost') this.#search();
    }
  }

  gap(octets: number, at: Moment): void {
    this.#listener.problem(gapError(octets, this.#framer.buffered), at);
    this.#search();
  }

  end(at: Moment): void {
    const { buffered } = this.#framer;
    if (buffered > 0)
      this.#listener.problem(
        { kind: 'need-more', path: '', offset: buffered, text: 'the connection ends inside a message' },
        at,
      );
    this.#search();
  }

  #search(): void {
    this.#framer = new StreamFramer();
    this.#searching = true;
  }
}
