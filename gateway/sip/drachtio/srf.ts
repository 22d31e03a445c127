/** The part of drachtio-srf that is used here: its low-level requests and responses. Its own types leave half of it out. */
import type { Server, Socket } from 'node:net';
import Srf from 'drachtio-srf';

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
  readonly socket: Socket;
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
  connect(options: { readonly host: string; readonly port: number; readonly secret: string; readonly reconnect: { readonly maxAttempts: number } }): void;
  listen(options: { readonly host: string; readonly port: number; readonly secret: string }): Server;
  /** Of the one connection that `connect` made, while it is up. */
  disconnect(): void;
  use(verb: string, listener: (request: WireRequest, reply: WireReply) => void): void;
  on(event: 'connect', listener: (error: Error | null, hostport: string | undefined) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'close', listener: (socket: Socket) => void): void;
  /** Over the one connection there is. */
  request(uri: string, sending: WireSending, done: WireSent): void;
  request(socket: Socket, uri: string, sending: WireSending, done: WireSent): void;
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

/** Ends the connection that `connect` made. One that is opening yet, or has just gone, can't be: its own events tell. */
export function disconnect(srf: SrfClient): void {
  try {
    srf.disconnect();
  } catch {
    // No socket.
  }
}
