/**
 * The edge alone in a separate process: answers every call at once. Speaks JSON lines: prints
 * `{"listening":[...]}`; each line on stdin requests a report of its CPU time, heap and sizes, `gc` one after
 * collecting garbage.
 */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../../base/clock.ts';
import type { SipCallHandler } from '../../gateway/sip/edge.ts';
import { generate } from 'selfsigned';
import { TlsCredentials } from '../../gateway/net/tls.ts';
import { createEmbeddedEdge } from '../../gateway/sip/stack/index.ts';

const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n';

const clock: Clock = {
  now: () => performance.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

const facts = new Map<string, number>();

const made = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  curve: 'P-256',
  algorithm: 'sha256',
});
const credentials = new TlsCredentials({
  listener: 'sip-tls',
  files: { cert: made.cert, key: made.private },
  minVersion: 'TLSv1.2',
  ciphers: '',
  clientCertificates: 'off',
  onFailed: () => {},
});

const edge = createEmbeddedEdge({
  tls: { tls: credentials, wss: credentials },
  listeners: [
    { transport: 'udp', address: '127.0.0.1', port: 0 },
    { transport: 'tcp', address: '127.0.0.1', port: 0 },
    { transport: 'tls', address: '127.0.0.1', port: 0 },
  ],
  userAgent: 'roomgate',
  clock,
  random: { bytes: (count) => randomBytes(count) },
  onFact: (fact) => {
    const name = fact.type === 'retransmission' ? `${fact.what}-${fact.method}` : fact.type;
    facts.set(name, (facts.get(name) ?? 0) + 1);
  },
});

const handler: SipCallHandler = {
  onInvite(call) {
    call.onEvent = () => {};
    call.ring();
    call.accept(SDP);
  },
  onRegister: () => Promise.resolve({ status: 403 }),
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const listening = await edge.listen(handler);
console.log(JSON.stringify({ listening }));
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'gc') {
      collect();
      collect();
    }
    const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
    console.log(
      JSON.stringify({
        cpu: process.cpuUsage(),
        heapUsed,
        external,
        arrayBuffers,
        rss,
        ...edge.stats(),
        facts: Object.fromEntries(facts),
      }),
    );
  })
  .on('close', () => void edge.close());
