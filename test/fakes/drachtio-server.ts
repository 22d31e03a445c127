/**
 * A stand-in for drachtio-server: its control protocol over real TCP on this machine, and SIP over sockets or a
 * memory network. Like the real one it handles 100, CANCEL, retransmissions and timeouts, and the tags and numbers
 * of its dialogs.
 */
import { channel } from 'node:diagnostics_channel';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { SipAddress } from '../../gateway/sip/edge.ts';
import type { Flow } from '../../gateway/sip/stack/transport/flow.ts';
import type { TransportFactory } from '../../gateway/sip/stack/index.ts';
import type { SipRequest } from '../../gateway/sip/stack/message/message.ts';
import { SipSide } from './drachtio-sip.ts';
import type { Pending, ServerDialog, SipSideUser } from './drachtio-sip.ts';
import { readFromApp } from './drachtio-text.ts';
import { AppConnection, pointFields } from './drachtio-wire.ts';
import type { Frame } from './drachtio-wire.ts';

export interface FakeDrachtioOptions {
  readonly clock: Clock;
  readonly sockets: TransportFactory;
  readonly address: string;
  readonly secret: string;
  /** Default 5060. */
  readonly sipPort?: number;
}

const text = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

export class FakeDrachtio implements SipSideUser {
  readonly #options: FakeDrachtioOptions;
  readonly sip: SipSide;
  readonly #apps = new Set<AppConnection>();
  /** The application that receives the requests of a dialog: the one that took its INVITE, permanently. */
  readonly #owners = new Map<string, AppConnection>();
  readonly #pendingOf = new Map<string, AppConnection>();
  readonly #sentBy = new Map<string, AppConnection>();
  #server: Server | undefined;
  #turn = 0;
  /** Header lines from applications that the real server would act upon in an undesired way. */
  readonly sessionTimers: string[] = [];
  /** First fields of the applications' messages: `authenticate`, `route`, `sip`, `proxy`. */
  readonly verbs: string[] = [];

  constructor(options: FakeDrachtioOptions) {
    this.#options = options;
    this.sip = new SipSide(options.clock, options.sockets, this);
  }

  /** Binds SIP, and the control port for applications. */
  async open(controlPort = 0): Promise<number> {
    const { address, sipPort: port = 5060 } = this.#options;
    const listeners: readonly SipAddress[] = [
      { transport: 'udp', address, port },
      { transport: 'tcp', address, port },
    ];
    if (this.sip.core.transport.bound.length === 0) await this.sip.listen(listeners);
    const server = createServer((socket) => this.#join(socket));
    this.#server = server;
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(controlPort, '127.0.0.1', resolve);
    await promise;
    return (server.address() as AddressInfo).port;
  }

  /** Connects to an application that listens. */
  connectTo(port: number): void {
    this.#join(connect(port, '127.0.0.1'));
  }

  #join(socket: Socket): void {
    const app: AppConnection = new AppConnection(socket, (frame) => this.#onFrame(app, frame));
    this.#apps.add(app);
    socket.on('close', () => this.#apps.delete(app));
  }

  /** The UDP port. */
  get sipPort(): number {
    return this.sip.core.transport.bound[0]?.port ?? 0;
  }

  get connections(): number {
    return [...this.#apps].filter((app) => app.alive).length;
  }

  /** Drops the control connections; with `refuse`, accepts no new ones. */
  async cut(refuse = false): Promise<void> {
    const closing = refuse ? this.#stop() : undefined;
    for (const app of this.#apps) app.socket.destroy();
    await closing;
  }

  /** Sends bytes unchanged to every application. */
  sendRaw(bytes: string): void {
    for (const app of this.#apps) app.socket.write(bytes);
  }

  /** Stops answering on the existing connections. */
  mute(): void {
    for (const app of this.#apps) app.socket.removeAllListeners('data').resume();
  }

  cutOldest(): void {
    const [first] = this.#apps;
    first?.socket.destroy();
  }

  async #stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server?.close(() => resolve());
    await promise;
  }

  async close(): Promise<void> {
    if (this.#server?.listening === true) await this.cut(true);
    else for (const app of this.#apps) app.socket.destroy();
    await this.sip.close();
  }

  // From applications

  #onFrame(app: AppConnection, { fields: [id, verb = '', ...more], rest }: Frame): void {
    this.verbs.push(verb);
    switch (verb) {
      case 'authenticate':
        app.authenticated = more[0] === this.#options.secret;
        return app.answer(
          id,
          app.authenticated
            ? `OK|udp/${this.#options.address}:5060,tcp/${this.#options.address}:5060|v0.9.0`
            : 'NO|incorrect secret',
        );
      case 'route':
        app.verbs.add(more[0] ?? '');
        return app.answer(id, 'OK');
      case 'ping':
        return app.answer(id, 'OK|pong');
      case 'sip':
        return this.#onSip(app, id ?? '', more[0] ?? '', more[1] ?? '', rest);
      default:
        return app.answer(id, 'NO|Unknown message type');
    }
  }

  #onSip(app: AppConnection, id: string, transactionId: string, dialogId: string, message: string): void {
    if (message.startsWith('SIP/')) return this.#onAnswer(app, id, transactionId, message);
    const request = readFromApp(message);
    if (request?.kind !== 'request') return app.answer(id, 'NOK|invalid request');
    if (request.method === 'CANCEL') {
      const found = this.sip.cancel(transactionId, request);
      return app.answer(
        id,
        found ? 'OK|application|0|udp||5060|00:00:00|cancel|Msg sent:|' : 'OK|unable to cancel unknown transaction id',
        found ? message : '',
      );
    }
    const made = this.sip.dialogs.get(dialogId);
    if (dialogId !== '' && made === undefined)
      return app.answer(id, 'NOK|Server error: unable to find dialog for dialog id provided');
    this.#sendFor(app, id, request, made);
  }

  #sendFor(app: AppConnection, id: string, request: SipRequest, made: ServerDialog | undefined): void {
    const sent = made === undefined ? this.sip.sendOutside(request) : this.sip.sendInside(made, request);
    this.#sentBy.set(sent.id, app);
    app.answer(
      id,
      `OK|${this.#fieldsOf('application', sent.flow, sent.text)}|${sent.id}|Msg sent:|`,
      text(sent.text === '' ? 'ACK sip:sent SIP/2.0\r\nCall-ID: sent\r\n\r\n' : sent.text),
    );
  }

  #onAnswer(app: AppConnection, id: string, transactionId: string, message: string): void {
    if (/^session-expires:/im.test(message)) this.sessionTimers.push(message);
    const sent = this.sip.respond(transactionId, message);
    if (sent === undefined) return app.answer(id, 'NOK|Response not sent due to unknown transaction');
    const { pending } = sent;
    if (pending.made !== undefined) this.#owners.set(pending.made.id, this.#owners.get(pending.made.id) ?? app);
    app.answer(
      id,
      `OK|${this.#fieldsOf('application', pending.transaction.flow, sent.text)}|${transactionId}|${pending.made?.id ?? ''}||Msg sent:|`,
      text(sent.text),
    );
  }

  #fieldsOf(source: 'network' | 'application', flow: Flow | undefined, message: string): string {
    const { address = '', port = 5060 } = flow?.remote ?? {};
    return pointFields({ source, protocol: flow?.transport ?? 'udp', address, port }, Buffer.byteLength(text(message)));
  }

  // From SIP

  onRequest(message: string, request: SipRequest, pending: Pending, dialog: ServerDialog | undefined): boolean {
    const app = dialog === undefined ? this.#next(request.method) : this.#owners.get(dialog.id);
    if (app?.alive !== true) return false;
    const { flow } = pending.transaction;
    const where = dialog === undefined ? `|${flow.local.address}|${flow.local.port}|` : `${dialog.id}|`;
    this.#pendingOf.set(pending.id, app);
    app.send(`sip|${this.#fieldsOf('network', flow, message)}|${pending.id}|${where}`, text(message));
    return true;
  }

  /** Applications that accept the method take turns. */
  #next(method: string): AppConnection | undefined {
    const able = [...this.#apps].filter(
      (app) => app.alive && (app.verbs.has(method.toLowerCase()) || app.verbs.size === 0),
    );
    return able[this.#turn++ % Math.max(1, able.length)];
  }

  onAck(message: string, flow: Flow, dialog: ServerDialog): void {
    const app = this.#owners.get(dialog.id);
    if (app?.alive === true)
      app.send(`sip|${this.#fieldsOf('network', flow, message)}|ack|${dialog.id}|`, text(message));
  }

  onCancel(message: string, { id, transaction, made }: Pending): void {
    const app = this.#pendingOf.get(id);
    if (app?.alive === true)
      app.send(`sip|${this.#fieldsOf('network', transaction.flow, message)}|${id}|${made?.id ?? ''}|`, text(message));
  }

  onResponse(message: string, flow: Flow | undefined, id: string, dialog: ServerDialog | undefined): void {
    const app = this.#sentBy.get(id);
    if (dialog?.dialog !== undefined && app !== undefined && !this.#owners.has(dialog.id))
      this.#owners.set(dialog.id, app);
    if (app?.alive === true)
      app.send(`sip|${this.#fieldsOf('network', flow, message)}|${id}|${dialog?.id ?? ''}|`, text(message));
  }

  onOwnBye(message: string, dialog: ServerDialog): void {
    const app = this.#owners.get(dialog.id);
    if (app?.alive === true)
      app.send(
        `sip|${this.#fieldsOf('application', dialog.dialog?.flow, message)}|unsolicited|${dialog.id}|`,
        text(message),
      );
  }
}

/** Tells when no data is in flight between the TCP sockets of this process. */
export class Stillness {
  readonly #sockets = new Set<Socket>();
  readonly #add = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  };

  constructor() {
    for (const name of CHANNELS) channel(name).subscribe(this.#add);
  }

  stop(): void {
    for (const name of CHANNELS) channel(name).unsubscribe(this.#add);
  }

  get quiet(): boolean {
    const sockets = [...this.#sockets];
    return sockets.every(
      (one) => !one.connecting && sockets.some((other) => isPair(one, other) && one.bytesWritten === other.bytesRead),
    );
  }

  /** Resolves once no data has been in flight for a few turns of the event loop. */
  async reached(): Promise<void> {
    for (let calm = 0, turns = 0; calm < 4; turns++) {
      if (turns > 100_000) throw new Error('Cannot wait any longer: the sockets are still busy');
      await new Promise((resolve) => setImmediate(resolve));
      calm = this.quiet ? calm + 1 : 0;
    }
  }
}

const CHANNELS = ['net.client.socket', 'net.server.socket'];

function isPair(one: Socket, other: Socket): boolean {
  return one !== other && one.localPort === other.remotePort && one.remotePort === other.localPort;
}
