/**
 * TCP/TLS/BFCP: reports a connection once both sides have presented the certificates named in their descriptions
 * (RFC 8856 §8, RFC 8122 §5).
 */
import { constants, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect, createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { plainAddress, wrapSocket } from '../net/stream.ts';
import { HANDSHAKE_TIMEOUT, tlsFailureOf, type TlsFailed, type TlsFailure, type TlsPolicy } from '../net/tls.ts';
import { fingerprintOf, isNamedBy, type CertificateFingerprint } from '../net/fingerprint.ts';
import { connectSocket, listenSocket } from './transport-tcp.ts';
import type { BfcpSockets } from './transport.ts';

/** Our certificate in PEM. Self-signed is enough: the fingerprint in SDP vouches for it. */
export interface BfcpCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface BfcpTls {
  readonly certificate: BfcpCertificate;
  readonly policy: Pick<TlsPolicy, 'minVersion' | 'ciphers'>;
  /** The fingerprints in the device's description. */
  readonly fingerprints: readonly CertificateFingerprint[];
  /** The answerer is the TLS server, whichever side connects (RFC 8856 §8). Read when a connection begins. */
  readonly role: 'server' | 'client';
  readonly onFailed: (failed: TlsFailed) => void;
}

export const certificateFingerprint = (
  { cert }: BfcpCertificate,
  algorithm: CertificateFingerprint['algorithm'] = 'sha-256',
): CertificateFingerprint => fingerprintOf(new X509Certificate(cert), algorithm);

export function tlsSockets(tls: BfcpTls): Pick<BfcpSockets, 'listenTcp' | 'connectTcp'> {
  const {
    certificate: { cert, key },
    policy: { minVersion, ciphers },
  } = tls;
  // No tickets: every connection presents its certificate. No real device renegotiates; only attackers do.
  const secureOptions = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;
  const context = createSecureContext({ cert, key, minVersion, ...(ciphers !== '' && { ciphers }), secureOptions });
  return {
    async listenTcp(at, onConnection) {
      const underWay = new Set<Handshake>();
      const bound = await listenSocket(at, (socket) => {
        // The device is connected: no other connection gets a handshake.
        if ([...underWay].some(({ isSecured }) => isSecured)) return void socket.destroy();
        const handshake = new Handshake(socket, context, tls, (secured) => onConnection(wrapSocket(secured)));
        underWay.add(handshake);
        handshake.secured.once('close', () => underWay.delete(handshake));
      });
      const close = (): Promise<void> => {
        for (const handshake of underWay) handshake.abandon();
        return bound.close();
      };
      return { ...bound, close };
    },
    connectTcp(to, from, onUp) {
      const handshake = new Handshake(connectSocket(to, from), context, tls, onUp);
      const connection = wrapSocket(handshake.secured, to);
      const { close } = connection;
      connection.close = () => {
        handshake.abandon();
        close();
      };
      return connection;
    },
  };
}

/** Secures a socket to the device; closes it if the other end is not the device, and reports the reason once. */
class Handshake {
  readonly secured: TLSSocket;
  readonly #tls: BfcpTls;
  readonly #timer: NodeJS.Timeout;
  /**
   * Remembered because a closed socket no longer knows. Undefined: the socket was never connected, so no handshake
   * failed.
   */
  #source: string | undefined;
  #isOver = false;
  isSecured = false;

  /** Calls `onSecure` once, unless the handshake fails. */
  constructor(socket: Socket, secureContext: SecureContext, tls: BfcpTls, onSecure: (secured: TLSSocket) => void) {
    const options = { secureContext, rejectUnauthorized: false } as const;
    const secured =
      tls.role === 'server'
        ? new TLSSocket(socket, { ...options, isServer: true, requestCert: true })
        : connect({ ...options, socket, checkServerIdentity: () => undefined });
    [this.secured, this.#tls, this.#source] = [secured, tls, socket.remoteAddress];
    this.#timer = setTimeout(() => this.#fail('timeout'), HANDSHAKE_TIMEOUT);
    socket.once('connect', () => (this.#source = socket.remoteAddress));
    socket.on('error', (error) => secured.destroy(error));
    socket.once('close', () => secured.destroy());
    secured.on('error', (error: NodeJS.ErrnoException) => this.#fail(tlsFailureOf(error.code ?? '')));
    // Node reports errors after the handshake of a socket without tls.Server under this name only, and leaves the
    // socket open.
    secured.on('_tlsError', (error: Error) => secured.destroy(error));
    secured.once('close', () => this.#fail('closed'));
    secured.once('secure', () => {
      const failure = failureOf(secured.getPeerX509Certificate(), tls);
      if (failure !== undefined) return this.#fail(failure);
      this.#end();
      this.isSecured = true;
      onSecure(secured);
    });
  }

  /** Cancels a pending handshake; a completed one is left alone. */
  abandon(): void {
    if (this.#isOver) return;
    this.#end();
    this.secured.destroy();
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #fail(failure: TlsFailure): void {
    if (this.#isOver) return;
    this.#end();
    if (this.#source !== undefined)
      this.#tls.onFailed({ listener: 'bfcp', failure, source: plainAddress(this.#source) });
    this.secured.destroy();
  }
}

function failureOf(shown: X509Certificate | undefined, { fingerprints, role }: BfcpTls): TlsFailure | undefined {
  if (shown === undefined) return 'client-certificate-missing';
  if (isNamedBy(shown, fingerprints)) return undefined;
  return role === 'server' ? 'client-certificate-refused' : 'server-certificate-refused';
}
