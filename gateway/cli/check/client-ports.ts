/** Checks that the gateway's ports are free, by binding each for a moment. */
import { createServer, isIPv6 } from 'node:net';
import { bindUdp } from '../../../base/udp.ts';
import type { PortRule } from '../ports/index.ts';
import { ok, wrong, type Finding } from './report.ts';

/** `running`: a gateway with this configuration answers on its API. */
export async function checkPorts(rules: readonly PortRule[], running: boolean): Promise<readonly Finding[]> {
  // Ports of a range are bound by calls; only listeners are bound at the start.
  const listeners = rules.flatMap(({ service, bound = [], ports }) =>
    bound.flatMap((address) =>
      ports
        .filter(({ first, last }) => first === last && first > 0)
        .map(({ protocol, first: port }) => ({ service, address, protocol, port })),
    ),
  );
  const failed = await Promise.all(listeners.map(async (listener) => ({ ...listener, code: await tryBind(listener) })));
  const problems = failed.filter(({ code }) => code !== undefined && !(running && code === 'EADDRINUSE'));
  if (problems.length > 0)
    return problems.map(({ service, protocol, address, port, code }) =>
      wrong('ports', `${service}, ${protocol} ${address}:${port}: ${explain(code ?? '')}`),
    );
  return [ok('ports', running ? 'held by the roomgate that runs' : `all ${listeners.length} are free`)];
}

function explain(code: string): string {
  if (code === 'EADDRINUSE')
    return 'taken by another program, or by a roomgate whose API does not answer (ss -lntup tells which)';
  if (code === 'EACCES') return 'this user may not listen there: ports below 1024 need CAP_NET_BIND_SERVICE';
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address: see listen.address';
  return code;
}

interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** The error code; undefined if the port is free. */
function tryBind({ protocol, address, port }: Listener): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const six = isIPv6(address);
  const onError = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
  if (protocol === 'tcp') {
    const server = createServer().once('error', onError);
    server.listen({ host: address, port, ipv6Only: six, exclusive: true }, () =>
      server.close(() => resolve(undefined)),
    );
  } else {
    bindUdp({ address, port }, () => {}).then(async (socket) => {
      await socket.close();
      resolve(undefined);
    }, onError);
  }
  return promise;
}
