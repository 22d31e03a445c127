/** Dialogs, RFC 3261 §12: data and the rules on it. Pure. */
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
  /** From and To values of what we send, tags included or, for the local one, added by `localAddress`. */
  readonly local: string;
  readonly remote: string;
  /** Route values, nearest first. */
  readonly routes: readonly string[];
  /** Their Contact URI. */
  target: string;
  localSeq: number;
  /** Undefined until their first request. */
  remoteSeq: number | undefined;
  /** sips: every request goes over TLS (RFC 3261 §12.1.1). */
  readonly secure: boolean;
  /** What it was made over. */
  flow: Flow;
  /** Requests go back along `flow`, whatever their Contact says: they are behind a NAT. */
  readonly pinned: boolean;
}

const NO_ROUTES: readonly string[] = [];

/** Record-Route values; one that can't be read can't be sent to. */
function routesOf(headers: Headers): readonly string[] {
  if (!headers.has('record-route')) return NO_ROUTES;
  return headers.list('record-route').filter((value) => parseUri(parseAddress(value)?.uri ?? '').ok);
}

/** URI of the first Contact; undefined when there is none that can be used in a dialog. */
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

/** A dialog outlives the message that made it by hours: nothing of it may keep that message. */
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

/** Of a request outside a dialog that we answer (RFC 3261 §12.1.1). `target` is its Contact URI. */
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

/** Neither their Via nor their Contact, an address, is where the request came from. */
function isBehindNat(envelope: Envelope, target: string, flow: Flow): boolean {
  const { address } = flow.remote;
  const contact = parseUri(target);
  return (
    contact.ok && isIP(contact.value.host) !== 0 && contact.value.host !== address && envelope.via.host !== address
  );
}

/** Of a response to an INVITE of ours (RFC 3261 §12.1.2). `fallback` is the target of a response without Contact. */
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

/** The next request's fields; counts CSeq up. For ACK, give the number of its INVITE. */
export function dialogRequest(dialog: Dialog, method: string, via: string, ackOf?: number): RequestParts {
  const cseq = ackOf ?? ++dialog.localSeq;
  const base = { method, via, from: localAddress(dialog), to: dialog.remote, callId: dialog.callId, cseq };
  const [first] = dialog.routes;
  if (first === undefined) return { ...base, uri: dialog.target };
  const router = parseAddress(first)?.uri ?? first;
  if (isLooseRouter(router)) return { ...base, uri: dialog.target, routes: dialog.routes };
  // Strict routing: the router takes the place of the target, which goes last (RFC 3261 §12.2.1.1).
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

/** Takes the CSeq of a request of theirs; false when it is out of order (RFC 3261 §12.2.2). */
export function takeSeq(dialog: Dialog, cseq: number): boolean {
  if (dialog.remoteSeq !== undefined && cseq <= dialog.remoteSeq) return false;
  dialog.remoteSeq = cseq;
  return true;
}

/** A target refresh request or its 2xx brings a new Contact (RFC 3261 §12.2). */
export function refreshTarget(dialog: Dialog, headers: Headers): void {
  const target = contactUri(headers);
  if (target !== undefined && target !== dialog.target) dialog.target = ownCopy(target);
}
