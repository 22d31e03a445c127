import type { SipCallEvent, SipEnd } from '../../edge.ts';
import type { Core } from '../core.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { SipResponse } from '../message/message.ts';
import type { Body } from '../message/print.ts';

/** What the parts of a call have in common. */
export interface CallHost {
  readonly core: Core;
  /** The dialog that counts; there is one once this is asked. */
  readonly dialog: Dialog;
  /** We made the Call-ID. */
  readonly owner: boolean;
  emit(event: SipCallEvent): void;
  /** Ends the call without a word to the peer. */
  finish(end: SipEnd): void;
  /** Sends BYE and ends the call. */
  hangUp(end: SipEnd, reason?: string): void;
  /** Header lines that answer a 401 or 407 to a request of ours; undefined when we can't. */
  authorize(
    response: SipResponse,
    request: { readonly method: string; readonly uri: string; readonly body: Body | undefined },
  ): string | undefined;
}

export const SDP_TYPE = 'application/sdp';
export const SUPPORTED_LINE = 'Supported: timer\r\n';
export const SUPPORTED_RELIABLE_LINE = 'Supported: 100rel, timer\r\n';
