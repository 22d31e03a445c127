/** Dialogs, RFC 3261 §12: their data and rules. Pure. */
import { isIP } from 'node:net';
import type { Envelope } from '../message/envelope.ts';
import type { Flow } from '../transport/flow.ts';
import { parseAddress, tagOf } from '../message/header-address.ts';
import type { Headers, SipRequest, SipResponse } from '../message/message.ts';
import type { RequestParts } from '../message/print.ts';
import { findOutside, ownCopies, ownCopy } from '../message/scan.ts';
import { parseUri } from '../message/uri.ts';

export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /**
   * The From and To values of our messages. They include the tags, except that `localAddress` may still have to add
   * the local one.
   */
  readonly local: string;
  readonly remote: string;
  /** Route values, nearest first. */
  readonly routes: readonly string[];
  /** The peer's Contact URI. */
  target: string;
  localSeq: number;
  /** Undefined until the peer's first request. */
  remoteSeq: number | undefined;
  /** sips: every request has to go over TLS (RFC 3261 §12.1.1). */
  readonly secure: boolean;
  /** The flow over which the dialog was created. */
  flow: Flow;
  /** Requests go back along `flow`, whatever the peer's Contact says: the peer is behind a NAT. */
  readonly pinned: boolean;
}

const NO_ROUTES: readonly string[] = [];

/** The Record-Route values, without unreadable ones, because requests cannot be sent to those. */
function routesOf(headers: Headers): readonly string[] {
  if (!headers.has('record-route')) return NO_ROUTES;
  return headers.list('record-route').filter((value) => parseUri(parseAddress(value)?.uri ?? '').ok);
}

/** The URI of the first Contact; undefined if no Contact is usable in a dialog. */
export function contactUri(headers: Headers): string | undefined {
  const line = headers.get('contact');
  if (line === undefined || line === '*') return undefined;
  const comma = findOutside(line, ',');
  const uri = parseAddress(comma < 0 ? line : line.slice(0, comma))?.uri;
  if (uri === undefined) return undefined;
  const parsed = parseUri(uri);
  return parsed.ok && parsed.value.scheme !== 'tel' ? uri : undefined;
}

type Names = Pick<Dialog, 'callId' | 'localTag' | 'remoteTag' | 'local' | 'remote' | 'target' | 'routes'>;

/** Copies the strings: a dialog outlives the message that created it by hours and must not keep it in memory. */
function ownNames(names: Names): Names {
  const { localTag } = names;
  const [callId = '', remoteTag = '', local = '', remote = '', target = '', ...routes] = ownCopies([
    names.callId,
    names.remoteTag,
    names.local,
    names.remote,
    names.target,
    ...names.routes,
  ]);
  return { callId, localTag, remoteTag, local, remote, target, routes: routes.length === 0 ? NO_ROUTES : routes };
}

/** The dialog of a request that we answer outside a dialog (RFC 3261 §12.1.1). `target` is its Contact URI. */
export function uasDialog(
  request: SipRequest,
  envelope: Envelope,
  target: string,
  localTag: string,
  flow: Flow,
): Dialog {
  const routes = routesOf(request.headers);
  const { callId, fromTag = '', to, from } = envelope;
  return {
    ...ownNames({ callId, localTag, remoteTag: fromTag, local: to, remote: from, target, routes }),
    localSeq: 0,
    remoteSeq: envelope.cseq,
    secure: /^sips:/i.test(request.uri),
    flow,
    pinned: routes.length === 0 && isBehindNat(envelope, target, flow),
  };
}

/** True if the request came from neither the address in its Via nor the address in its Contact. */
function isBehindNat(envelope: Envelope, target: string, flow: Flow): boolean {
  const { address } = flow.remote;
  const contact = parseUri(target);
  return (
    contact.ok && isIP(contact.value.host) !== 0 && contact.value.host !== address && envelope.via.host !== address
  );
}

/**
 * The dialog of a response to our INVITE (RFC 3261 §12.1.2). `fallback` is the target for a response without
 * Contact.
 */
export function uacDialog(
  response: SipResponse,
  envelope: Envelope,
  localSeq: number,
  secure: boolean,
  flow: Flow,
  fallback: string,
): Dialog {
  const { callId, fromTag = '', toTag = '', from, to } = envelope;
  const routes = routesOf(response.headers).toReversed();
  const target = contactUri(response.headers) ?? fallback;
  return {
    ...ownNames({ callId, localTag: fromTag, remoteTag: toTag, local: from, remote: to, target, routes }),
    localSeq,
    remoteSeq: undefined,
    secure,
    flow,
    pinned: false,
  };
}

/** The From value of our requests. */
function localAddress(dialog: Dialog): string {
  return tagOf(dialog.local) === undefined ? `${dialog.local};tag=${dialog.localTag}` : dialog.local;
}

/** The fields of the next request; increments CSeq. For ACK, pass the number of its INVITE. */
export function dialogRequest(dialog: Dialog, method: string, via: string, ackOf?: number): RequestParts {
  const cseq = ackOf ?? ++dialog.localSeq;
  const base = { method, via, from: localAddress(dialog), to: dialog.remote, callId: dialog.callId, cseq };
  const [first] = dialog.routes;
  if (first === undefined) return { ...base, uri: dialog.target };
  const router = parseAddress(first)?.uri ?? first;
  if (isLooseRouter(router)) return { ...base, uri: dialog.target, routes: dialog.routes };
  // Strict routing: the router replaces the target, which goes last (RFC 3261 §12.2.1.1).
  return { ...base, uri: router, routes: [...dialog.routes.slice(1), `<${dialog.target}>`] };
}

function isLooseRouter(uri: string): boolean {
  const parsed = parseUri(uri);
  return parsed.ok && parsed.value.params.has('lr');
}

/** The URI of the next hop. */
export function nextHop(dialog: Dialog): string {
  const [first] = dialog.routes;
  return first === undefined ? dialog.target : (parseAddress(first)?.uri ?? dialog.target);
}

/** Records the CSeq of the peer's request; false if it is out of order (RFC 3261 §12.2.2). */
export function takeSeq(dialog: Dialog, cseq: number): boolean {
  if (dialog.remoteSeq !== undefined && cseq <= dialog.remoteSeq) return false;
  dialog.remoteSeq = cseq;
  return true;
}

/** Takes the new Contact from a target refresh request or its 2xx (RFC 3261 §12.2). */
export function refreshTarget(dialog: Dialog, headers: Headers): void {
  const target = contactUri(headers);
  if (target !== undefined && target !== dialog.target) dialog.target = ownCopy(target);
}
