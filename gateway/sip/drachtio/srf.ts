/** The part of drachtio-srf that is used here: its low-level requests and responses. Its own types leave half of it out. */
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

/** A request that came, or that was sent. */
export interface WireRequest {
  readonly method: string;
  /** The message as it came, UTF-8 decoded. */
  readonly raw: string;
  readonly source: 'network' | 'application';
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  /** `host:port`; absent inside dialogs. */
  readonly receivedOn?: string;
  /** Empty outside dialogs. */
  readonly stackDialogId?: string;
  /** Its end points, and the address of its control connection. */
  readonly server: { readonly address: string; readonly hostport: string };
  socket: Socket;
  cancel(parts: WireParts, done: () => void): void;
  on(event: 'cancel', listener: (message: { readonly raw: string }) => void): void;
  /** An UPDATE that came while this one waited for its answer. */
  on(event: 'update', listener: (request: WireRequest, reply: WireReply) => void): void;
  on(event: 'response', listener: (response: WireAnswer, ack: WireAck) => void): void;
}

/** An answer to a request of ours. */
export interface WireAnswer {
  readonly status: number;
  readonly raw: string;
  readonly stackDialogId?: string;
}

export type WireAck = (parts: WireParts) => void;

/** How to answer a request of theirs. */
export interface WireReply {
  /** Once `done` has been called without error. */
  readonly stackDialogId?: string;
  send(status: number, reason: string, parts: WireParts, done: (error: unknown) => void): void;
}

export interface WireSending extends WireParts {
  readonly method: string;
  readonly stackDialogId?: string;
}

export type WireSent = (error: unknown, request: WireRequest | undefined) => void;

/** The Request-URI inside a dialog: drachtio-server puts the remote target there. */
export const REMOTE_TARGET = 'sip:placeholder';

export interface SrfClient {
  connect(options: {
    readonly host: string;
    readonly port: number;
    readonly secret: string;
    readonly reconnect: { readonly maxAttempts: number };
  }): void;
  listen(options: { readonly host: string; readonly port: number; readonly secret: string }): Server;
  /** Of the one connection that `connect` made, while it is up. */
  disconnect(): void;
  use(verb: string, listener: (request: WireRequest, reply: WireReply) => void): void;
  on(event: 'connect', listener: (error: Error | null, hostport: string | undefined) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'close', listener: (socket: Socket) => void): void;
  /** Over the one connection there is. */
  request(uri: string, sending: WireSending, done: WireSent): void;
  request(socket: Socket, uri: string, sending: WireSending & { readonly _socket: Socket }, done: WireSent): void;
}

/** What drachtio-server is to hand us outside dialogs; inside, it hands us all. */
const VERBS = ['invite', 'register', 'options', 'refer', 'subscribe', 'notify', 'message', 'publish', 'info', 'update'];

export function openSrf(onRequest: (request: WireRequest, reply: WireReply) => void): SrfClient {
  const srf = new Srf() as unknown as SrfClient;
  // The first listener takes everything; the verbs of the others are what drachtio-server is told.
  srf.use('*', onRequest);
  for (const verb of VERBS) srf.use(verb, onRequest);
  return srf;
}

/** What is inside a client once it connects or listens. */
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

/** Connects; gives the socket, which drachtio-srf keeps to itself until it is open. */
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

/** What comes back is an answer that nobody waits for: that anything comes is what counts. */
export function ping(srf: SrfClient, socket: Socket): void {
  insideOf(srf).wp.send(socket, 'ping');
}

export function listenSrf(srf: SrfClient, options: Parameters<SrfClient['listen']>[0], onTrouble: OnTrouble): Server {
  const server = srf.listen(options);
  const inside = insideOf(srf);
  inside.wp.on('connection', (socket) => guard(inside, socket, onTrouble));
  return server;
}

/** Ends the connection that `connect` made. One that is opening yet, or has just gone, can't be: its own events tell. */
export function disconnect(srf: SrfClient): void {
  try {
    srf.disconnect();
  } catch {
    // No socket.
  }
}
