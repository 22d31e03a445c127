/** Checks a request before its purpose is considered (RFC 3261 §8.2). Pure. */
import { unsupportedTags } from './content.ts';
import type { Envelope } from './envelope.ts';
import type { SipRequest } from './message.ts';
import { parseDecimal } from './scan.ts';
import { isProtected, type SipTransport } from '../../edge.ts';
import { parseUri } from './uri.ts';

export interface CheckContext {
  readonly reliableProvisional: boolean;
  readonly transport: SipTransport;
  /** Returns whether a host in a Request-URI is ours; undefined if any host is accepted. */
  readonly isOurs: ((host: string, port: number | undefined) => boolean) | undefined;
}

export interface Fault {
  readonly status: number;
  readonly reason?: string;
  readonly lines?: string;
}

const WITH_RELIABLE: ReadonlySet<string> = new Set(['timer', '100rel']);
const WITHOUT_RELIABLE: ReadonlySet<string> = new Set(['timer']);

export function checkRequest(request: SipRequest, envelope: Envelope, context: CheckContext): Fault | undefined {
  return checkUri(request, envelope, context) ?? checkHops(request, envelope) ?? checkRequire(request, context);
}

/** §8.2.2.1. In a dialog the Request-URI is our Contact, so it is not checked. */
function checkUri(request: SipRequest, envelope: Envelope, context: CheckContext): Fault | undefined {
  const uri = parseUri(request.uri);
  if (!uri.ok) return uri.kind === 'unsupported' ? { status: 416 } : { status: 400, reason: 'Bad Request-URI' };
  const { scheme, host, port } = uri.value;
  if (scheme === 'sips' && !isProtected(context.transport)) return { status: 416, reason: 'SIPS Needs TLS' };
  if (envelope.toTag !== undefined || scheme === 'tel' || request.method === 'REGISTER') return undefined;
  return context.isOurs?.(host, port) === false ? { status: 404 } : undefined;
}

/** OPTIONS is answered even without hops left, because that is how paths are traced (§11). */
function checkHops(request: SipRequest, envelope: Envelope): Fault | undefined {
  const text = request.headers.get('max-forwards');
  if (text === undefined) return undefined;
  const hops = parseDecimal(text, 0xffffffff);
  if (hops === undefined) return { status: 400, reason: 'Bad Max-Forwards' };
  return hops === 0 && request.method !== 'OPTIONS' && envelope.toTag === undefined ? { status: 483 } : undefined;
}

/** §8.2.2.3. Proxy-Require is for proxies (§20.29). */
function checkRequire(request: SipRequest, context: CheckContext): Fault | undefined {
  if (request.method === 'CANCEL' || !request.headers.has('require')) return undefined;
  const missing = unsupportedTags(
    request.headers.lines('require'),
    context.reliableProvisional ? WITH_RELIABLE : WITHOUT_RELIABLE,
  );
  return missing.length === 0 ? undefined : { status: 420, lines: `Unsupported: ${missing.join(', ')}\r\n` };
}

/** An INVITE that creates a dialog needs a Contact that we can send requests to (§8.1.1.8, §12.1.1). */
export function checkContact(request: SipRequest, target: string | undefined): Fault | undefined {
  if (target !== undefined) return undefined;
  return { status: 400, reason: request.headers.has('contact') ? 'Bad Contact' : 'Missing Contact' };
}
