import type { SipCallEvent, SipEnd } from '../../edge.ts';
import type { Core } from '../core.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { SipResponse } from '../message/message.ts';
import type { Body } from '../message/print.ts';

/** The call as seen by its parts. */
export interface CallHost {
  readonly core: Core;
  /** The dialog of the session; must exist when this is read. */
  readonly dialog: Dialog;
  /** The Call-ID is ours. */
  readonly owner: boolean;
  emit(event: SipCallEvent): void;
  /** Ends the call without informing the peer. */
  finish(end: SipEnd): void;
  /** Sends BYE and ends the call. */
  hangUp(end: SipEnd, reason?: string): void;
  /** Header lines that answer a 401 or 407 to one of our requests; undefined if we cannot. */
  authorize(
    response: SipResponse,
    request: { readonly method: string; readonly uri: string; readonly body: Body | undefined },
  ): string | undefined;
}

export const SDP_TYPE = 'application/sdp';
export const SUPPORTED_LINE = 'Supported: timer\r\n';
export const SUPPORTED_RELIABLE_LINE = 'Supported: 100rel, timer\r\n';
