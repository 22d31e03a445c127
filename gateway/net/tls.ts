/**
 * TLS of all our listeners: protocol versions, the certificate, which may change at run time, and the causes of
 * failed handshakes.
 */
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

/**
 * The cause of a failed handshake, from a closed set. `client-…`, `server-…`: concerns the certificate that the
 * client or server presented.
 */
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
  /** OpenSSL's list for TLS 1.2 and below; empty: Node's default. */
  readonly ciphers: string;
  /** Whether clients must present a certificate issued by `ca`; `optional`: only a presented certificate is checked. */
  readonly clientCertificates: 'off' | 'optional' | 'required';
}

/** In PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** The issuer of clients' certificates. */
  readonly ca?: string;
}

export interface TlsOptionsOf extends TlsPolicy {
  readonly listener: TlsListener;
  readonly files: TlsFiles;
  readonly onFailed: (failed: TlsFailed) => void;
}

/** OpenSSL's names of errors, as reported by Node. Alerts are the client's verdict on us. */
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

/** Time limit of a TLS handshake, ms. */
export const HANDSHAKE_TIMEOUT = 10_000;

/** Throws with the fault of the files: invalid ones, or a key that does not belong to the certificate. */
export function checkTlsFiles({ cert, key, ca }: TlsFiles): X509Certificate {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not that of the certificate');
  createSecureContext({ cert, key, ...(ca !== undefined && { ca }) });
  return certificate;
}

export const isTlsServer = (server: unknown): server is Server => server instanceof Server;

/** The security of one listener. Each listener has its own. */
export class TlsCredentials {
  readonly #options: TlsOptionsOf;
  readonly #servers = new Set<Server>();
  #files: TlsFiles;

  constructor(options: TlsOptionsOf) {
    this.#options = options;
    this.#files = options.files;
  }

  /** Creates a server; call `secure` with it. */
  get serverOptions(): TlsOptions {
    const { clientCertificates } = this.#options;
    // Permission is decided below, because Node closes an unauthorized connection without an explanation.
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

  /** Options of a server for incoming connections. */
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
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#failed(tlsFailureOf(error.code ?? ''), socket.remoteAddress);
      // Node leaves a socket open whose handshake has timed out.
      socket.destroy();
    });
    server.prependListener('secureConnection', (socket) => this.#admit(socket));
  }

  /**
   * Used from the next connection on; existing ones continue. Throws, and changes nothing, if the files cannot be
   * used.
   */
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
