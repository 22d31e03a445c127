/**
 * Callers of `bench:secure`, in a separate process: `tls-callers.ts PORT tcp|tls|tls-new CONNECTIONS SECONDS`. Each
 * connection makes one call after another: INVITE, 200, ACK, BYE, 200; `tls-new` opens a new connection for each.
 * Prints `{"calls":N}`.
 */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const [port = '', transport = 'tcp', connections = '1', seconds = '1'] = process.argv.slice(2);
const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n';
/** Makes the calls of different runs distinct. */
const run = process.pid;
const end = performance.now() + 1000 * Number(seconds);
let calls = 0;

async function open(): Promise<Socket> {
  const socket =
    transport === 'tcp'
      ? connectTcp({ port: Number(port), host: '127.0.0.1', noDelay: true })
      : connectTls({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, transport === 'tcp' ? 'connect' : 'secureConnect');
  return socket;
}

/** Final answers on one connection, in order. */
function answers(socket: Socket): () => Promise<string> {
  let [pending, waiting] = ['', undefined as ((text: string) => void) | undefined];
  const ready: string[] = [];
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    pending += chunk;
    for (let at = pending.indexOf('\r\n\r\n'); at >= 0; at = pending.indexOf('\r\n\r\n')) {
      const whole = at + 4 + Number(/^Content-Length: (\d+)/im.exec(pending.slice(0, at + 2))?.[1] ?? 0);
      if (pending.length < whole) return;
      const text = pending.slice(0, whole);
      pending = pending.slice(whole);
      if (text.startsWith('SIP/2.0 1')) continue;
      if (waiting === undefined) ready.push(text);
      else waiting(text);
      waiting = undefined;
    }
  });
  return () => {
    const first = ready.shift();
    return first === undefined ? new Promise((resolve) => void (waiting = resolve)) : Promise.resolve(first);
  };
}

async function caller(id: number): Promise<void> {
  let socket: Socket | undefined;
  let answer: (() => Promise<string>) | undefined;
  for (let n = 0; performance.now() < end; n++) {
    if (socket === undefined || answer === undefined) {
      socket = await open();
      answer = answers(socket);
    }
    const request = (method: string, cseq: number, to: string, body = ''): string =>
      `${method} sip:1@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/${transport === 'tcp' ? 'TCP' : 'TLS'} 127.0.0.1;branch=z9hG4bK${run}-${id}-${n}-${method}${cseq}\r\nMax-Forwards: 70\r\nFrom: <sip:c@127.0.0.1>;tag=${run}-${id}-${n}\r\nTo: ${to}\r\nCall-ID: ${run}-${id}-${n}\r\nCSeq: ${cseq} ${method}\r\nContact: <sip:c@127.0.0.1>\r\n${body === '' ? '' : 'Content-Type: application/sdp\r\n'}Content-Length: ${body.length}\r\n\r\n${body}`;
    socket.write(request('INVITE', 1, '<sip:1@127.0.0.1>', SDP));
    const accepted = await answer();
    const to = /^To: (.*)\r$/im.exec(accepted)?.[1] ?? '';
    socket.write(request('ACK', 1, to) + request('BYE', 2, to));
    if (!accepted.startsWith('SIP/2.0 200') || !(await answer()).startsWith('SIP/2.0 200')) throw new Error(accepted);
    calls += 1;
    if (transport === 'tls-new') {
      socket.destroy();
      socket = undefined;
    }
  }
  socket?.destroy();
}

await Promise.all(Array.from({ length: Number(connections) }, (_, id) => caller(id)));
console.log(JSON.stringify({ calls }));
