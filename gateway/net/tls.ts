/** TLS of all our listeners: what is spoken, the certificate, which may change while they run, and why handshakes fail. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  createSecureContext,
  createServer,
  Server,
  type SecureContextOptions,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls';

import { plainAddress } from './stream.ts';

export type TlsListener = 'sip-tls' | 'sip-wss' | 'h323' | 'api' | 'bfcp';

/** Why there was no connection, of a closed set. `client-…`, `server-…`: of the certificate that the client or the server showed us. */
export type TlsFailure =
  | 'protocol-version'
  | 'no-shared-cipher'
  | 'not-tls'
  | 'timeout'
  | 'our-certificate-expired'
  | 'our-certificate-unknown-ca'
  | 'our-certificate-refused'
  | 'client-certificate-missing'
  | 'client-certificate-expired'
  | 'client-certificate-unknown-ca'
  | 'client-certificate-refused'
  | 'server-certificate-refused'
  | 'closed'
  | 'other';

export interface TlsFailed {
  readonly listener: TlsListener;
  readonly failure: TlsFailure;
  readonly source: string;
}

export interface TlsPolicy {
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL's list for TLS 1.2 and below; empty: Node's own. */
  readonly ciphers: string;
  /** Whether clients must show a certificate of `ca`; `optional`: one that they show must be. */
  readonly clientCertificates: 'off' | 'optional' | 'required';
}

/** PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Whom clients' certificates must come from. */
  readonly ca?: string;
}

export interface TlsOptionsOf extends TlsPolicy {
  readonly listener: TlsListener;
  readonly files: TlsFiles;
  readonly onFailed: (failed: TlsFailed) => void;
}

/** OpenSSL's names of what went wrong, as Node gives them. The alerts are what the client said of us. */
const FAILURES: readonly (readonly [RegExp, TlsFailure])[] = [
  [/UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|ALERT_PROTOCOL_VERSION|INAPPROPRIATE_FALLBACK/, 'protocol-version'],
  [/NO_SHARED_CIPHER|NO_SUITABLE_SIGNATURE|NO_SHARED_GROUP|ALERT_HANDSHAKE_FAILURE/, 'no-shared-cipher'],
  [
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_TOO_SMALL|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE/,
    'not-tls',
  ],
  [/HANDSHAKE_TIMEOUT/, 'timeout'],
  [/ALERT_CERTIFICATE_EXPIRED/, 'our-certificate-expired'],
  [/ALERT_UNKNOWN_CA/, 'our-certificate-unknown-ca'],
  [
    /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_UNKNOWN|ACCESS_DENIED)/,
    'our-certificate-refused',
  ],
  [/PEER_DID_NOT_RETURN_A_CERTIFICATE/, 'client-certificate-missing'],
  [/^CERT_HAS_EXPIRED$/, 'client-certificate-expired'],
  [/SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/, 'client-certificate-unknown-ca'],
  [/CERT/, 'client-certificate-refused'],
  [/ECONNRESET|EPIPE|ETIMEDOUT/, 'closed'],
];

export const tlsFailureOf = (code: string): TlsFailure =>
  FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';

/** ms in which a TLS handshake must be over. */
export const HANDSHAKE_TIMEOUT = 10_000;

/** Throws with what is wrong with the files: key and certificate that do not belong together, or that are none. */
export function checkTlsFiles({ cert, key, ca }: TlsFiles): X509Certificate {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not that of the certificate');
  createSecureContext({ cert, key, ...(ca !== undefined && { ca }) });
  return certificate;
}

export const isTlsServer = (server: unknown): server is Server => server instanceof Server;

/** What a listener is secured with. Each has one of its own. */
export class TlsCredentials {
  readonly #options: TlsOptionsOf;
  readonly #servers = new Set<Server>();
  #files: TlsFiles;

  constructor(options: TlsOptionsOf) {
    this.#options = options;
    this.#files = options.files;
  }

  /** For the making of a server; `secure` it then. */
  get serverOptions(): TlsOptions {
    const { clientCertificates } = this.#options;
    // Who may come is decided below, as Node closes a connection that it does not authorize without a word.
    return {
      ...this.#context,
      handshakeTimeout: HANDSHAKE_TIMEOUT,
      requestCert: clientCertificates !== 'off',
      rejectUnauthorized: false,
    };
  }

  get #context(): SecureContextOptions {
    const { minVersion, ciphers } = this.#options;
    const { cert, key, ca } = this.#files;
    return { cert, key, minVersion, ...(ciphers !== '' && { ciphers }), ...(ca !== undefined && { ca }) };
  }

  /** A server of connections that may come in. */
  createServer(options: TlsOptions, onSocket: (socket: TLSSocket) => void): Server {
    const server = createServer(
      { ...options, ...this.serverOptions },
      (socket) => socket.destroyed || onSocket(socket),
    );
    this.secure(server);
    return server;
  }

  secure(server: Server): void {
    this.#servers.add(server);
    server.once('close', () => this.#servers.delete(server));
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) =>
      this.#failed(tlsFailureOf(error.code ?? ''), socket.remoteAddress),
    );
    server.prependListener('secureConnection', (socket) => this.#admit(socket));
  }

  /** From the next connection on; those that there are go on. Throws when they can't be used, and changes nothing then. */
  replace(files: TlsFiles): void {
    checkTlsFiles(files);
    this.#files = files;
    for (const server of this.#servers) server.setSecureContext(this.#context);
  }

  #admit(socket: TLSSocket): void {
    const { clientCertificates } = this.#options;
    if (clientCertificates === 'off') return;
    const shown = Object.keys(socket.getPeerCertificate()).length > 0;
    if (shown && socket.authorized) return;
    if (!shown && clientCertificates === 'optional') return;
    // Typed as an error, but it is OpenSSL's name of one.
    const failure = shown ? tlsFailureOf(String(socket.authorizationError)) : 'client-certificate-missing';
    this.#failed(failure, socket.remoteAddress);
    socket.destroy();
  }

  #failed(failure: TlsFailure, address: string | undefined): void {
    this.#options.onFailed({ listener: this.#options.listener, failure, source: plainAddress(address) });
  }
}
