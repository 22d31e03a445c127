/** REGISTER (RFC 3261 §10.3): a registered device binds its address of record to its contacts. */
import type { Binding, Registry } from '../../registry/port.ts';
import type { Authenticator } from './auth.ts';
import type { SipRegister, SipRegisterOutcome } from './edge.ts';

const MIN_EXPIRES = 60;
const MAX_EXPIRES = 3600;
const MAX_BINDINGS = 10;

export interface RegistrarOptions {
  readonly registry: Pick<Registry, 'deviceCredentials' | 'bind' | 'bindings'>;
  readonly authenticator: Authenticator;
  readonly isOurs: (host: string) => boolean;
  /** Unix time in ms. */
  readonly now: () => number;
}

export class Registrar {
  readonly #options: RegistrarOptions;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  async register(request: SipRegister): Promise<SipRegisterOutcome> {
    const { registry, authenticator, isOurs } = this.#options;
    if (!isOurs(request.aor.host.toLowerCase())) return { status: 404 };
    const device =
      request.credentials &&
      (await registry.deviceCredentials(request.credentials.username, request.request.source.address));
    const outcome = authenticator.check(request.credentials, device?.ha1);
    if (!outcome.ok) return { status: 401, challenge: outcome.challenge };
    // A device may register only itself.
    if (request.aor.user !== request.credentials?.username)
      return { status: 403, reason: 'Not your address of record' };
    const tooShort =
      request.contacts !== '*' && request.contacts.some(({ expires }) => expires > 0 && expires < MIN_EXPIRES);
    if (tooShort) return { status: 423, headers: [['Min-Expires', String(MIN_EXPIRES)]] };
    return this.#bind(request);
  }

  async #bind(request: SipRegister): Promise<SipRegisterOutcome> {
    const { registry, now } = this.#options;
    const aor = `${request.aor.user ?? ''}@${request.aor.host.toLowerCase()}`;
    const present = (await registry.bindings(aor)).filter(({ expiresAt }) => expiresAt > now());
    const next = this.#merge(aor, request, present);
    if (next.length > MAX_BINDINGS) return { status: 403, reason: 'Too many contacts' };
    const changes = request.contacts === '*' || request.contacts.length > 0;
    if (changes && !(await registry.bind(aor, next, { callId: request.request.callId, cseq: request.cseq })))
      return { status: 503, reason: 'Out of order' };
    return {
      status: 200,
      contacts: next.map(({ contact, expiresAt }) => ({
        uri: contact,
        expires: Math.ceil((expiresAt - now()) / 1000),
      })),
    };
  }

  /** The resulting bindings, those of this request first. */
  #merge(aor: string, { contacts, request, cseq }: SipRegister, present: readonly Binding[]): readonly Binding[] {
    if (contacts === '*') return [];
    const named = new Set(contacts.map(({ uri }) => uri));
    const added = contacts
      .filter(({ expires }) => expires > 0)
      .map(({ uri, expires }) => ({
        aor,
        contact: uri,
        callId: request.callId,
        cseq,
        expiresAt: this.#options.now() + Math.min(expires, MAX_EXPIRES) * 1000,
        source: request.source.address,
      }));
    return [...added, ...present.filter(({ contact }) => !named.has(contact))];
  }
}
