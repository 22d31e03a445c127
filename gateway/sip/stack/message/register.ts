/** REGISTER: its parameters, and the registrar's outcome as a response (RFC 3261 §10.3). Pure. */
import type { DigestCredentials, SipRegister, SipRegisterOutcome, SipRequestInfo } from '../../edge.ts';
import { parseCredentials } from './digest.ts';
import type { Envelope } from './envelope.ts';
import { parseAddress } from './header-address.ts';
import type { SipRequest } from './message.ts';
import type { HeaderLines } from './print.ts';
import { bytesToText, parseDecimal, textToBytes, unquote } from './scan.ts';
import { parseUri, toSipUri } from './uri.ts';

/** The expiry, in seconds, of a Contact that states none (RFC 3261 §10.2.1.1 leaves it to the registrar). */
const DEFAULT_EXPIRES = 3600;
/** The limit of Contacts in one REGISTER. */
const MAX_CONTACTS = 16;

type Contacts = SipRegister['contacts'];

export function readRegister(
  request: SipRequest,
  envelope: Envelope,
  info: SipRequestInfo,
  realm: string,
): SipRegister | { readonly status: 400; readonly reason: string } {
  const { headers } = request;
  const to = parseAddress(envelope.to);
  const aor = to === undefined ? undefined : parseUri(to.uri);
  if (aor?.ok !== true) return { status: 400, reason: 'Bad To' };
  const contacts = readContacts(headers.list('contact'), headers.get('expires'));
  if (contacts === undefined) return { status: 400, reason: 'Bad Contact' };
  const credentials = readCredentials(request, realm);
  return {
    request: info,
    aor: toSipUri(aor.value),
    contacts,
    cseq: envelope.cseq,
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function readContacts(values: readonly string[], expiresText: string | undefined): Contacts | undefined {
  // An invalid Expires counts as 3600 (RFC 3261 §20.19).
  const expires = expiresText === undefined ? DEFAULT_EXPIRES : (parseDecimal(expiresText) ?? DEFAULT_EXPIRES);
  // '*' must stand alone, with Expires: 0 (§10.2.2).
  if (values.includes('*')) return values.length === 1 && expiresText !== undefined && expires === 0 ? '*' : undefined;
  if (values.length > MAX_CONTACTS) return undefined;
  const contacts: { uri: string; expires: number; instance?: string }[] = [];
  for (const value of values) {
    const address = parseAddress(value);
    if (address === undefined || !parseUri(address.uri).ok) return undefined;
    const own = address.params.get('expires');
    const instance = address.params.get('+sip.instance');
    const seconds = own === undefined ? expires : (parseDecimal(own) ?? DEFAULT_EXPIRES);
    contacts.push({
      uri: bytesToText(address.uri),
      expires: seconds,
      ...(instance === undefined ? {} : { instance: unquote(instance) }),
    });
  }
  return contacts;
}

/** The credentials for our realm, if present. */
export function readCredentials(request: SipRequest, realm: string): DigestCredentials | undefined {
  for (const line of request.headers.lines('authorization')) {
    const parsed = parseCredentials(line);
    if (parsed !== undefined && bytesToText(parsed.realm) === realm) {
      return { ...parsed, username: bytesToText(parsed.username), realm, method: request.method, body: request.body };
    }
  }
  return undefined;
}

export interface OutcomeParts {
  readonly status: number;
  readonly lines: string;
  readonly reason?: string;
  readonly extra?: HeaderLines;
}

export function registerOutcomeLines(outcome: SipRegisterOutcome): OutcomeParts {
  switch (outcome.status) {
    case 200:
      return {
        status: 200,
        lines: outcome.contacts
          .map(({ uri, expires }) => `Contact: <${textToBytes(uri)}>;expires=${expires}\r\n`)
          .join(''),
      };
    case 401:
      return {
        status: 401,
        lines: outcome.challenge.map((value) => `WWW-Authenticate: ${textToBytes(value)}\r\n`).join(''),
      };
    default: {
      const { status, reason, headers } = outcome;
      const extra = headers?.map(([name, value]) => [name, textToBytes(value)] as const);
      return {
        status,
        lines: '',
        ...(reason === undefined ? {} : { reason: textToBytes(reason) }),
        ...(extra === undefined ? {} : { extra }),
      };
    }
  }
}
