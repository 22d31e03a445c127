/** Builds the four kinds of H.245 messages (H.245 §6.4) from their bodies. */
import type * as H245 from '../asn1/generated/h245.types.ts';

export type Message = H245.MultimediaSystemControlMessage;

export const request = (body: H245.RequestMessage): Message => ({ request: body });
export const response = (body: H245.ResponseMessage): Message => ({ response: body });
export const command = (body: H245.CommandMessage): Message => ({ command: body });
export const indication = (body: H245.IndicationMessage): Message => ({ indication: body });

/** The output of a procedure. A procedure has one timer; setting it again moves it. */
export type Effect<Notice = never> =
  | { readonly type: 'send'; readonly message: Message }
  | { readonly type: 'timer'; readonly ms: number }
  | { readonly type: 'stopTimer' }
  | { readonly type: 'notice'; readonly notice: Notice };

export const send = (message: Message): Effect => ({ type: 'send', message });
export const timer = (ms: number): Effect => ({ type: 'timer', ms });
export const stopTimer: Effect = { type: 'stopTimer' };
export const notice = <N>(value: N): Effect<N> => ({ type: 'notice', notice: value });
