import { existsSync } from 'node:fs';
import { run, SetupError, step } from './progress.ts';

/** A Debian package, and a file that shows whether it is installed (faster to check than dpkg). */
export interface SystemPackage {
  readonly name: string;
  readonly provides: readonly string[];
}

const program = (name: string, command: string): SystemPackage => ({
  name,
  provides: [`/usr/bin/${command}`, `/usr/local/bin/${command}`],
});

const POSTGRES_VERSIONS = [13, 14, 15, 16, 17, 18];

export const TEST_PACKAGES: readonly SystemPackage[] = [
  program('sip-tester', 'sipp'),
  { name: 'baresip-core', provides: ['/usr/bin/baresip'] },
  { name: 'baresip-ffmpeg', provides: ['/usr/lib/baresip/modules/avcodec.so'] },
  program('ffmpeg', 'ffmpeg'),
  program('tshark', 'tshark'),
  program('openssl', 'openssl'),
  program('rtpengine-daemon', 'rtpengine'),
  program('chromium', 'chromium'),
  { name: 'iproute2', provides: ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'] },
  { name: 'postgresql', provides: POSTGRES_VERSIONS.map((version) => `/usr/lib/postgresql/${version}/bin/postgres`) },
];

const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';

export const WORKER_BUILD_PACKAGES: readonly SystemPackage[] = [
  program('g++', 'g++'),
  program('meson', 'meson'),
  program('pkg-config', 'pkg-config'),
  { name: 'libuv1-dev', provides: ['/usr/include/uv.h'] },
  { name: 'libssl-dev', provides: ['/usr/include/openssl/ssl.h'] },
  { name: 'libsrtp2-dev', provides: ['/usr/include/srtp2/srtp.h'] },
  {
    name: 'libflatbuffers-dev',
    provides: [`/usr/lib/${triplet}/pkgconfig/flatbuffers.pc`, `/usr/lib/${triplet}/libflatbuffers.a`],
  },
  program('flatbuffers-compiler', 'flatc'),
];

/** Installs missing packages as root; otherwise prints the command to run. */
export async function ensurePackages(packages: readonly SystemPackage[], purpose: string): Promise<void> {
  const missing = packages.filter(({ provides }) => !provides.some((path) => existsSync(path))).map(({ name }) => name);
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new SetupError(`${purpose} need system packages. Run this once, then try again:\n  sudo ${line}`);
  }
  step(`installing system packages for ${purpose}: ${missing.join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if ((await run('apt-get', install, { env })).code === 0) return;
  await run('apt-get', ['update'], { env });
  const { code, tail } = await run('apt-get', install, { env });
  if (code !== 0)
    throw new SetupError(`Cannot install system packages: apt-get reported\n${tail}\nRun it by hand: ${line}`);
}
