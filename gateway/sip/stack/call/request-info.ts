import type { SipAddress, SipRequestInfo, SipTransport, SipUri } from '../../edge.ts';
import type { Endpoint } from '../transport/transport.ts';
import { parseAddress } from '../message/header-address.ts';
import type { Headers } from '../message/message.ts';
import { reparseHeaders } from '../message/parse.ts';
import { bytesToText, ownText } from '../message/scan.ts';
import { parseUri, toSipUri } from '../message/uri.ts';

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

/** The endpoints of a request. */
export interface RequestEnds {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
}

/** The strings that a call keeps of its INVITE, shared with its dialog. */
export interface KeptNames {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
}

/** A request as the layers above see it, parsed on demand. `settle` drops its text. */
export class RequestInfo implements SipRequestInfo {
  readonly userAgent?: string;
  #callId: string;
  #head: string;
  readonly #ends: RequestEnds;
  #headers: Headers | undefined;
  #uri: SipUri | undefined;
  /** From and To values, once the text is dropped. */
  #kept: { readonly from: string; readonly to: string } | undefined;

  constructor(callId: string, head: string, ends: RequestEnds, headers?: Headers) {
    this.#callId = callId;
    this.#head = head;
    this.#ends = ends;
    this.#headers = headers;
    const userAgent = this.header('user-agent');
    if (userAgent !== undefined) this.userAgent = ownText(userAgent);
  }

  get callId(): string {
    return this.#callId;
  }

  get #fields(): Headers {
    return this.#headers ?? reparseHeaders(this.#head);
  }

  get requestUri(): SipUri {
    return (this.#uri ??= this.#readUri());
  }

  get from(): { readonly uri: SipUri; readonly display?: string } {
    return partyOf(this.#kept?.from ?? this.#fields.get('from'));
  }

  get to(): { readonly uri: SipUri; readonly display?: string } {
    return partyOf(this.#kept?.to ?? this.#fields.get('to'));
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

  #readUri(): SipUri {
    const first = this.#head.indexOf(' ');
    const uri = uriOf(this.#head.slice(first + 1, this.#head.indexOf(' ', first + 1)));
    return { ...uri, host: ownText(uri.host), ...(uri.user !== undefined && { user: ownText(uri.user) }) };
  }

  /** Drops the text of the request. `weCalled`: From is ours. */
  settle(names: KeptNames | undefined, weCalled: boolean): void {
    this.#uri ??= this.#readUri();
    this.#head = '';
    this.#headers = undefined;
    if (names === undefined) return;
    this.#callId = names.callId;
    this.#kept = weCalled ? { from: names.local, to: names.remote } : { from: names.remote, to: names.local };
  }
}
