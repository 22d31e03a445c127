/**
 * A network namespace for tests with fixed ports: runs side by side, of one checkout or of two, cannot take each other's
 * ports. The namespace has a loopback, and a pair of interfaces that lead nowhere: some SIP clients refuse to work without an
 * address of their own.
 */
import { spawnSync } from 'node:child_process';

const SET_UP = [
  'ip link set lo up',
  'ip link add near type veth peer name far',
  'ip address add 198.51.100.2/24 dev near',
  'ip link set near up',
  'ip link set far up',
];
const WITH_INTERFACES = ['sh', '-c', `${SET_UP.join(' && ')} && exec "$@"`, 'sh'];

/** `unshare` as root, and as a user of a system that lets users make namespaces. */
const WAYS = [
  ['unshare', '--net'],
  ['unshare', '--user', '--map-current-user', '--keep-caps', '--net'],
];

/** The words to put before a command to give it its own network; none if the system does not permit it. */
export function ownNetwork(): readonly string[] {
  const commands = WAYS.map((way) => [...way, ...WITH_INTERFACES]);
  return commands.find(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0) ?? [];
}
