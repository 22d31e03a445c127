/**
 * A network namespace whose only interface is the loopback, for tests with fixed ports: runs side by side, of one
 * checkout or of two, cannot take each other's ports.
 */
import { spawnSync } from 'node:child_process';

const WITH_LOOPBACK = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** `unshare` as root, and as a user of a system that lets users make namespaces. */
const WAYS = [
  ['unshare', '--net'],
  ['unshare', '--user', '--map-current-user', '--keep-caps', '--net'],
];

/** The words to put before a command to give it its own network; none if the system does not permit it. */
export function ownNetwork(): readonly string[] {
  const commands = WAYS.map((way) => [...way, ...WITH_LOOPBACK]);
  return commands.find(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0) ?? [];
}
