import type { SipAddress, SipRequestInfo, SipTransport, SipUri } from '../edge.ts';
import type { Endpoint } from './transport.ts';
import { parseAddress } from './header-address.ts';
import type { Headers } from './message.ts';
import { reparseHeaders } from './parse.ts';
import { bytesToText } from './scan.ts';
import { parseUri, toSipUri } from './uri.ts';

const NOWHERE: SipUri = { scheme: 'sip', host: '' };

function uriOf(text: string | undefined): SipUri {
  const parsed = text === undefined ? undefined : parseUri(text);
  return parsed?.ok === true ? toSipUri(parsed.value) : NOWHERE;
}

function partyOf(line: string | undefined): { readonly uri: SipUri; readonly display?: string } {
  const address = line === undefined ? undefined : parseAddress(line);
  if (address === undefined) return { uri: NOWHERE };
  return { uri: uriOf(address.uri), ...(address.display === undefined ? {} : { display: address.display }) };
}

/** Between whom a request went. */
export interface RequestEnds {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
}

/**
 * A request as the layers above see it. It keeps the head's text alone, for the life of the call, and parses what is asked for;
 * `settle` drops the parsed headers.
 */
export class RequestInfo implements SipRequestInfo {
  readonly callId: string;
  readonly userAgent?: string;
  readonly #head: string;
  readonly #ends: RequestEnds;
  #headers: Headers | undefined;

  constructor(callId: string, head: string, ends: RequestEnds, headers?: Headers) {
    this.callId = callId;
    this.#head = head;
    this.#ends = ends;
    this.#headers = headers;
    const userAgent = this.header('user-agent');
    if (userAgent !== undefined) this.userAgent = userAgent;
  }

  get #fields(): Headers {
    return this.#headers ?? reparseHeaders(this.#head);
  }

  get requestUri(): SipUri {
    const first = this.#head.indexOf(' ');
    return uriOf(this.#head.slice(first + 1, this.#head.indexOf(' ', first + 1)));
  }

  get from(): { readonly uri: SipUri; readonly display?: string } {
    return partyOf(this.#fields.get('from'));
  }

  get to(): { readonly uri: SipUri; readonly display?: string } {
    return partyOf(this.#fields.get('to'));
  }

  get source(): SipAddress {
    const { transport, remote } = this.#ends;
    return { transport, address: remote.address, port: remote.port };
  }

  get local(): SipAddress {
    return this.#ends.local;
  }

  header(name: string): string | undefined {
    const value = this.#fields.find(name);
    return value === undefined ? undefined : bytesToText(value);
  }

  settle(): void {
    this.#headers = undefined;
  }
}
