/** Many API clients, each with its own connection, in a separate process. Sends its figures to its parent. */
import { Agent, request } from 'node:http';

const [api = '', clients = '200', seconds = '60'] = process.argv.slice(2);
const key = process.env['ROOMGATE_API_KEY'] ?? '';
const agent = new Agent({ keepAlive: true, maxSockets: Number(clients) });
const times: number[] = [];
const errors = new Map<string, number>();

function ask(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${key}`,
      'if-match': '*',
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const sent = request(`${api}${path}`, { method, headers, agent }, (response) => {
      let got = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (got += chunk))
        .on('end', () => resolve({ status: response.statusCode ?? 0, body: got }));
    });
    sent.on('error', reject).end(text);
  });
}

/** Requests of an administrator's page, a monitor and a booking tool; one in five changes something. */
async function client(n: number, account: string, until: number): Promise<void> {
  const device = (
    JSON.parse(
      (await ask('POST', `/v1/accounts/${account}/devices`, { name: `Room ${n}`, username: `load${n}` })).body,
    ) as { id: string }
  ).id;
  const steps: readonly (() => Promise<{ readonly status: number }>)[] = [
    () => ask('GET', `/v1/accounts/${account}/devices?limit=20`),
    () => ask('GET', `/v1/devices/${device}`),
    () => ask('PATCH', `/v1/devices/${device}`, { room: String(times.length % 1000) }),
    () => ask('GET', '/v1/calls?limit=10'),
    () => ask('GET', `/v1/accounts/${account}/meetings?limit=10`),
    () => ask('GET', `/v1/compatible-devices/match?userAgent=${encodeURIComponent('TANDBERG/529 (ce9.1) Cisco-SX20')}`),
    () => ask('GET', `/v1/accounts/${account}/settings`),
    () => ask('POST', `/v1/accounts/${account}/meetings`, { title: 'Load' }),
    () => ask('GET', '/v1/audit-events?limit=10'),
    () => ask('GET', `/v1/users?email=nobody${n}@example.com`),
  ];
  for (let step = n; performance.now() < until; step++) {
    const started = performance.now();
    const error = await steps[step % steps.length]!().then(
      ({ status }) => (status < 400 ? undefined : `status ${status}`),
      (failure: Error) => failure.message,
    );
    if (error !== undefined) errors.set(error, (errors.get(error) ?? 0) + 1);
    times.push(performance.now() - started);
  }
}

const { id } = JSON.parse((await ask('POST', '/v1/accounts', { name: 'Load' })).body) as { id: string };
const until = performance.now() + Number(seconds) * 1000;
await Promise.all(Array.from({ length: Number(clients) }, (_, n) => client(n, id, until)));
times.sort((a, b) => a - b);
const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
process.send?.({ requests: times.length, errors: Object.fromEntries(errors), p50: at(0.5), p99: at(0.99) });
agent.destroy();
