/**
 * The mediasoup worker: mediasoup's own prebuilt download first; if that cannot be reached, a build from the npm
 * package's sources against the system's libraries, cached outside node_modules.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, WORKER_BUILD_PACKAGES } from './apt.ts';
import { cacheFolder } from './cache.ts';
import { run, SetupError, step } from './progress.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const mediasoup = join(root, 'node_modules/mediasoup');
const recipe = join(root, 'scripts/mediasoup-worker');
const installed = join(mediasoup, 'worker/out/Release/mediasoup-worker');
/** A file beside the binary that records its origin and that it was verified. */
const stamp = `${installed}.roomgate`;

export async function ensureWorker(): Promise<void> {
  const own = process.env['MEDIASOUP_WORKER_BIN'];
  if (own !== undefined) {
    if (!existsSync(own)) throw new SetupError(`MEDIASOUP_WORKER_BIN names ${own}, which does not exist`);
    return;
  }
  if (existsSync(installed) && existsSync(stamp)) return;
  if (await downloadPrebuilt()) return finish('mediasoup’s prebuilt binary');
  const cached = cachePath();
  const fromCache = existsSync(cached);
  if (!fromCache) await build(cached);
  mkdirSync(dirname(installed), { recursive: true });
  copyFileSync(cached, installed);
  chmodSync(installed, 0o755);
  await finish(
    fromCache ? `the build cached in ${dirname(cached)}` : `a build from source, cached in ${dirname(cached)}`,
  );
}

async function finish(source: string): Promise<void> {
  const check = await run(process.execPath, [join(root, 'scripts/setup/verify-worker.ts')], { cwd: root });
  if (check.code !== 0) {
    rmSync(stamp, { force: true });
    throw new SetupError(`Cannot use the mediasoup worker from ${source}: ${check.tail}
Remove ${dirname(cachePath())} to build it again, or name a working binary in MEDIASOUP_WORKER_BIN.`);
  }
  writeFileSync(stamp, `${source}\n`);
  step(`mediasoup worker ready: ${source}; it started and completed a DTLS handshake`);
}

async function downloadPrebuilt(): Promise<boolean> {
  step('mediasoup worker: trying mediasoup’s prebuilt binary ...');
  // PYTHON=false makes mediasoup's own build, which needs more downloads, fail at once.
  const env = { ...process.env, PYTHON: 'false' };
  const { code } = await run(process.execPath, ['npm-scripts.mjs', 'postinstall'], { cwd: mediasoup, env });
  if (code === 0 && existsSync(installed)) return true;
  step('mediasoup worker: the prebuilt binary cannot be reached');
  return false;
}

async function build(output: string): Promise<void> {
  await ensurePackages(WORKER_BUILD_PACKAGES, 'building the mediasoup worker');
  const jobs = availableParallelism();
  step(`mediasoup worker: building it from source with ${jobs} jobs (once; 2 to 10 minutes) ...`);
  let told = 0;
  const onLine = (line: string): void => {
    const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    const percent = Math.floor((100 * Number(done)) / Number(total));
    if (percent >= told + 10) step(`mediasoup worker: ${(told = percent - (percent % 10))} % built`);
  };
  mkdirSync(dirname(output), { recursive: true });
  const temporary = `${output}.${process.pid}`;
  const { code, tail } = await run('sh', [join(recipe, 'build-worker.sh'), mediasoup, temporary, String(jobs)], {
    onLine,
  });
  if (code !== 0) {
    throw new SetupError(`Cannot build the mediasoup worker: ${tail}
Build it elsewhere for this system and name the binary in MEDIASOUP_WORKER_BIN.`);
  }
  renameSync(temporary, output);
}

/** Keyed by mediasoup's version, the recipe's files, the architecture and the system's release. */
function cachePath(): string {
  const { version } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256');
  for (const file of filesBelow(recipe)) hash.update(file.slice(recipe.length)).update(readFileSync(file));
  if (existsSync('/etc/os-release')) hash.update(readFileSync('/etc/os-release'));
  return join(cacheFolder(), `mediasoup-worker-${version}-${process.arch}-${hash.digest('hex').slice(0, 16)}`);
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
  return entries.flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
