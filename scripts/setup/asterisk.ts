/**
 * Asterisk 16 with its H.323 driver, for the tests: bullseye is the last Debian release with the driver. The
 * packages are unpacked, with the libraries they need, into a folder of the cache; nothing is installed, and no
 * root is needed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { run, SetupError, step } from './progress.ts';

const RELEASE = 'bullseye';

/** The daemon, its modules, and the libraries of the modules that the tests load. */
const PACKAGES = [
  'asterisk asterisk-modules asterisk-ooh323',
  'libbsd0 libc6 libcap2 libcrypt1 libedit2 libgcc-s1 libgcrypt20 libgpg-error0 libicu67 libjansson4 liblz4-1 liblzma5 libmd0',
  'libspeexdsp1 libsqlite3-0 libssl1.1 libstdc++6 libsystemd0 libtinfo6 liburiparser1 libuuid1 libxml2 libxslt1.1 libzstd1 zlib1g',
].flatMap((line) => line.split(' '));

/** The folder that holds `usr/sbin/asterisk`. */
export function asteriskFolder(): string {
  const key = createHash('sha256').update(PACKAGES.join(' ')).digest('hex').slice(0, 8);
  return join(cacheFolder(), `asterisk-16-${process.arch}-${key}`);
}

/** The machine's loader is from a different release: the program is started with the unpacked one. */
export function asteriskCommand(): { readonly program: string; readonly args: readonly string[] } {
  const root = asteriskFolder();
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const libraries = [`lib/${triplet}`, `usr/lib/${triplet}`, 'usr/lib'].map((path) => join(root, path));
  const loader = readdirSync(libraries[0]!).find((name) => /^ld-[\d.]+\.so$/.test(name));
  return {
    program: join(libraries[0]!, loader ?? 'ld.so'),
    args: ['--library-path', libraries.join(':'), join(root, 'usr/sbin/asterisk')],
  };
}

export async function ensureAsterisk(): Promise<void> {
  const target = asteriskFolder();
  if (existsSync(target)) return;
  step('getting Asterisk 16 for the tests (once; 34 MB) ...');
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'asterisk-'));
  try {
    await unpack(work, await debianMirror(work));
    renameSync(join(work, 'root'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const { program, args } = asteriskCommand();
  const { code, tail } = await run(program, [...args, '-V']);
  if (code === 0) return;
  rmSync(target, { recursive: true, force: true });
  throw new SetupError(`Cannot run the Asterisk of Debian ${RELEASE}: ${tail}`);
}

/** The Debian archive that this machine uses, according to its apt configuration. */
async function debianMirror(work: string): Promise<string> {
  mkdirSync(join(work, 'own-lists/partial'), { recursive: true });
  const found: string[] = [];
  const onLine = (line: string): void => {
    const mirror = /^'([^']+\/debian)\/dists\/[a-z]+\//.exec(line)?.[1];
    if (mirror !== undefined) found.push(mirror);
  };
  await run(
    'apt-get',
    ['update', '--print-uris', '-o', `Dir::State::Lists=${work}/own-lists`, '-o', 'Debug::NoLocking=1'],
    { onLine },
  );
  const [mirror] = found;
  if (mirror === undefined)
    throw new SetupError(
      `Cannot get Asterisk 16: apt on this machine has no Debian archive, and the tests need packages of ${RELEASE}`,
    );
  return mirror;
}

/**
 * Downloads with a separate apt configuration that knows only this release, verifies its downloads, and assumes
 * that nothing is installed.
 */
async function unpack(work: string, mirror: string): Promise<void> {
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(work, folder), { recursive: true });
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  writeFileSync(join(work, 'sources.list'), `deb ${signed}${mirror} ${RELEASE} main\n`);
  writeFileSync(join(work, 'status'), '');
  const options = [
    `Dir::Etc::SourceList=${work}/sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    'Dir::Etc::Preferences=/dev/null',
    'Dir::Etc::PreferencesParts=/dev/null',
    `Dir::State=${work}/state`,
    `Dir::State::Lists=${work}/state/lists`,
    `Dir::State::Status=${work}/status`,
    `Dir::Cache=${work}/cache`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'APT::Default-Release=',
  ].flatMap((option) => ['-o', option]);
  await must('apt-get', [...options, 'update'], work);
  await must('apt-get', [...options, 'download', ...PACKAGES], work);
  for (const name of readdirSync(work).filter((file) => file.endsWith('.deb')))
    await must('dpkg-deb', ['-x', name, 'root'], work);
}

async function must(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, tail } = await run(command, args, { cwd });
  if (code !== 0) throw new SetupError(`Cannot get Asterisk 16 for the tests: ${command} reported\n${tail}`);
}
