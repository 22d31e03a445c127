/** The used part of the package, which has no types of its own. */
declare module 'rtpengine-client' {
  import type { Socket } from 'node:dgram';
  import type { EventEmitter } from 'node:events';

  type Command = (
    where: { readonly host: string; readonly port: number },
    message?: Readonly<Record<string, unknown>>,
  ) => Promise<unknown>;

  class Client extends EventEmitter {
    readonly socket: Socket;
    /** Unanswered questions, by cookie. */
    readonly messages: ReadonlyMap<string, unknown>;
    constructor(options: { readonly localAddress?: string; readonly localPort?: number });
    readonly ping: Command;
    readonly statistics: Command;
    readonly offer: Command;
    readonly answer: Command;
    readonly query: Command;
    readonly delete: Command;
    close(): void;
  }

  const exported: { readonly Client: typeof Client };
  export default exported;
}
