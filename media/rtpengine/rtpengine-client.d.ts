/** As much of the package as is used; it comes without types. */
declare module 'rtpengine-client' {
  import type { Socket } from 'node:dgram';
  import type { EventEmitter } from 'node:events';

  type Command = (
    where: { readonly host: string; readonly port: number },
    message?: Readonly<Record<string, unknown>>,
  ) => Promise<unknown>;

  class Client extends EventEmitter {
    readonly socket: Socket;
    /** Of questions without an answer, by their cookies. */
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
