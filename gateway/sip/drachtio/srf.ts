/**
 * The part of drachtio-srf that is used here: its low-level requests and responses. Its own types omit half of it.
 */
import { channel } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import Srf from 'drachtio-srf';
import { KEEP_ALIVE_AFTER } from './options.ts';
import { WireGuard } from './wire-guard.ts';
import type { GuardUser, Wire } from './wire-guard.ts';

export type WireHeaders = Readonly<Record<string, string>>;

export interface WireParts {
  readonly headers: WireHeaders;
  readonly body?: string;
}

/** A received or a sent request. */
export interface WireRequest {
  readonly method: string;
  /** The message as received, decoded as UTF-8. */
  readonly raw: string;
  readonly source: 'network' | 'application';
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  /** `host:port`; absent inside dialogs. */
  readonly receivedOn?: string;
  /** Empty outside dialogs. */
  readonly stackDialogId?: string;
  /** The server's end points, and the address of its control connection. */
  readonly server: { readonly address: string; readonly hostport: string };
  socket: Socket;
  cancel(parts: WireParts, done: () => void): void;
  on(event: 'cancel', listener: (message: { readonly raw: string }) => void): void;
  /** An UPDATE that arrived while this request waited for its response. */
  on(event: 'update', listener: (request: WireRequest, reply: WireReply) => void): void;
  on(event: 'response', listener: (response: WireAnswer, ack: WireAck) => void): void;
}

/** A response to our request. */
export interface WireAnswer {
  readonly status: number;
  readonly raw: string;
  readonly stackDialogId?: string;
}

export type WireAck = (parts: WireParts) => void;

/** Answers a request of the peer. */
export interface WireReply {
  /** Set once `done` has been called without error. */
  readonly stackDialogId?: string;
  send(status: number, reason: string, parts: WireParts, done: (error: unknown) => void): void;
}

export interface WireSending extends WireParts {
  readonly method: string;
  readonly stackDialogId?: string;
}

export type WireSent = (error: unknown, request: WireRequest | undefined) => void;

/** The Request-URI inside a dialog, which drachtio-server replaces by the remote target. */
export const REMOTE_TARGET = 'sip:placeholder';

export interface SrfClient {
  connect(options: {
    readonly host: string;
    readonly port: number;
    readonly secret: string;
    readonly reconnect: { readonly maxAttempts: number };
  }): void;
  listen(options: { readonly host: string; readonly port: number; readonly secret: string }): Server;
  /** Closes the connection that `connect` made, while it is established. */
  disconnect(): void;
  use(verb: string, listener: (request: WireRequest, reply: WireReply) => void): void;
  on(event: 'connect', listener: (error: Error | null, hostport: string | undefined) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'close', listener: (socket: Socket) => void): void;
  /** Uses the only connection. */
  request(uri: string, sending: WireSending, done: WireSent): void;
  request(socket: Socket, uri: string, sending: WireSending & { readonly _socket: Socket }, done: WireSent): void;
}

/** The requests that drachtio-server should pass to us outside dialogs; inside dialogs it passes all of them. */
const VERBS = ['invite', 'register', 'options', 'refer', 'subscribe', 'notify', 'message', 'publish', 'info', 'update'];

export function openSrf(onRequest: (request: WireRequest, reply: WireReply) => void): SrfClient {
  const srf = new Srf() as unknown as SrfClient;
  // The first listener handles everything; the others only make drachtio-srf announce their verbs to
  // drachtio-server.
  srf.use('*', onRequest);
  for (const verb of VERBS) srf.use(verb, onRequest);
  return srf;
}

/** The internals of a client that connects or listens. */
interface Inside {
  readonly wp: Wire & { on(event: 'connection', listener: (socket: Socket) => void): void };
  readonly mapServer: ReadonlyMap<Socket, { readonly authenticated: boolean }>;
}

function insideOf(srf: SrfClient): Inside {
  return (srf as unknown as { readonly app: { readonly client: Inside } }).app.client;
}

type OnTrouble = GuardUser['onTrouble'];

function guard({ wp, mapServer }: Inside, socket: Socket, onTrouble: OnTrouble): void {
  socket.setKeepAlive(true, KEEP_ALIVE_AFTER);
  new WireGuard(wp, socket, { isAuthenticated: (one) => mapServer.get(one)?.authenticated === true, onTrouble }).open();
}

/** Connects, and returns the socket, which drachtio-srf does not expose until it is open. */
export function connectSrf(srf: SrfClient, options: Parameters<SrfClient['connect']>[0], onTrouble: OnTrouble): Socket {
  let socket: Socket | undefined;
  const take = (message: unknown): void => void (socket ??= (message as { readonly socket: Socket }).socket);
  const made = channel('net.client.socket');
  made.subscribe(take);
  try {
    srf.connect(options);
  } finally {
    made.unsubscribe(take);
  }
  if (socket === undefined) throw new Error('Cannot connect to drachtio-server: drachtio-srf made no socket');
  guard(insideOf(srf), socket, onTrouble);
  return socket;
}

/** Sends a ping. The answer is ignored: any received data counts as a sign of life. */
export function ping(srf: SrfClient, socket: Socket): void {
  insideOf(srf).wp.send(socket, 'ping');
}

export function listenSrf(srf: SrfClient, options: Parameters<SrfClient['listen']>[0], onTrouble: OnTrouble): Server {
  const server = srf.listen(options);
  const inside = insideOf(srf);
  inside.wp.on('connection', (socket) => guard(inside, socket, onTrouble));
  return server;
}

/**
 * Closes the connection that `connect` made. Does nothing while it is being opened or just after it closed: its own
 * events report that.
 */
export function disconnect(srf: SrfClient): void {
  try {
    srf.disconnect();
  } catch {
    // There is no socket.
  }
}
