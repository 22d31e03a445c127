/** A PostgreSQL server owned by the test, on loopback. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';

export interface RunningPostgres {
  /** URL of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Stops it with SIGKILL, like a power cut, and restarts it. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const HOME = '/usr/lib/postgresql';

function programs(): string {
  const versions = existsSync(HOME)
    ? readdirSync(HOME).filter((name) => existsSync(join(HOME, name, 'bin/postgres')))
    : [];
  const [newest] = versions.toSorted((a, b) => Number(b) - Number(a));
  if (newest === undefined)
    throw new Error(
      'Cannot start PostgreSQL: it is not installed. Run: apt-get install -y --no-install-recommends postgresql',
    );
  return join(HOME, newest, 'bin');
}

/** PostgreSQL refuses to run as root: the user `postgres`, or `nobody`, runs it. */
function user(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

export async function startPostgres(): Promise<RunningPostgres> {
  const bin = programs();
  const as = user();
  const folder = mkdtempSync(join(tmpdir(), 'roomgate-postgres-'));
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'roomgate', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...as, stdio: 'ignore', cwd: folder },
  );
  const port = await freePort();
  const url = (database: string): string => `postgresql://roomgate@127.0.0.1:${port}/${database}`;
  let server = await up();
  let databases = 0;

  async function up(): Promise<{ readonly pid: number; readonly closed: Promise<void> }> {
    // Without fsync the data survive a crash of the process, but not of the machine: dozens of databases are
    // created in a fraction of the time.
    const child = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-c', 'fsync=off', '-h', '127.0.0.1', '-p', String(port), '-k', folder],
      { ...as, cwd: folder, stdio: 'ignore' },
    );
    const closed = new Promise<void>((done) => child.on('close', () => done()));
    let over = false;
    void closed.then(() => (over = true));
    for (;;) {
      if (over) throw new Error('Cannot start PostgreSQL: it ended');
      const client = new Client({ connectionString: url('postgres') });
      try {
        await client.connect();
        await client.end();
        return { pid: child.pid!, closed };
      } catch {
        await new Promise((done) => void setTimeout(done, 50));
      }
    }
  }

  return {
    newDatabase: async () => {
      const name = `t${++databases}`;
      const client = new Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return url(name);
    },
    crash: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.closed;
      server = await up();
    },
    stop: async () => {
      process.kill(server.pid, 'SIGINT');
      await server.closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
