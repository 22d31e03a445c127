/** Checks that a drachtio-server answers and accepts our secret, by the first messages of its control protocol. */
import { connect } from 'node:net';
import { ok, wrong, type Finding } from './report.ts';

export interface DrachtioPlace {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  /** Unit: ms. */
  readonly timeout: number;
}

export function checkDrachtio({ host, port, secret, timeout }: DrachtioPlace): Promise<Finding> {
  const part = `drachtio-server ${host}:${port}`;
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const socket = connect({ host, port });
  const done = (finding: Finding): void => {
    clearTimeout(timer);
    socket.destroy();
    resolve(finding);
  };
  // A server that sends a byte now and then must not block the check.
  const timer = setTimeout(
    () =>
      done(
        wrong(
          part,
          socket.connecting
            ? 'no answer: is there a firewall between?'
            : 'it takes the connection and says nothing: is it drachtio-server’s <admin> port?',
        ),
      ),
    timeout,
  );
  socket.on('error', (error) =>
    done(wrong(part, `${error.message}: does drachtio-server run, and is this its <admin> port?`)),
  );
  socket.on('close', () => done(wrong(part, 'it closed the connection')));
  socket.on('connect', () => {
    const message = `check|authenticate|${secret}|`;
    socket.write(`${Buffer.byteLength(message)}#${message}`);
  });
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('utf8');
    const [, verdict] = /\|response\|check\|(OK|NO)/.exec(text) ?? [];
    if (verdict === 'OK') done(ok(part, 'it takes our secret'));
    else if (verdict === 'NO')
      done(wrong(part, 'it refuses our secret: sip.drachtio.secret must be that of its <admin secret>'));
    else if (text.length > 4096) done(wrong(part, 'what answers is no drachtio-server'));
  });
  return promise;
}
