/**
 * `npm run bench:registry`: the registry's queries during a call, on 100,000 devices and 1,000,000 PINs: the model
 * of a User-Agent, the device of an alias, the meeting of a PIN. One query after another, as from the signalling
 * thread; SQLite in a file, PostgreSQL on loopback.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openRegistry, type OpenRegistry } from '../../registry/index.ts';
import { hashPin } from '../../registry/pins.ts';
import type { ImportLine } from '../../registry/devices/import.ts';
import { finished } from '../../registry/slices.ts';
import { importDevices, preparing } from '../../registry/sql/devices.ts';
import { insertMeeting } from '../../registry/sql/meetings.ts';
import { testRegistryOptions } from '../fakes/registry.ts';
import { startPostgres } from '../registry/postgres.ts';

const count = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const DEVICES = count('BENCH_DEVICES', 100_000);
const PINS = count('BENCH_PINS', 1_000_000);
const ASKED = count('BENCH_ASKED', 20_000);
const WARM_UP = 2000;
const ROWS = 5000;

const AGENTS = [
  'TANDBERG/528 (TC7.3.6.ea51021) Cisco-SX20',
  'TANDBERG/529 (ce11.40.1.1.10bdaa53ce2) Cisco-RoomKitMini',
  'PolycomHDX8000HD/3.1.12',
  'PolycomRealPresenceGroup500/5.0.1',
  'Yealink VC400 30.10.0.27',
  'AVer, EVC130 00.01.12.81',
  'baresip v1.0.0',
];

const pinOf = (n: number): string => String(n).padStart(10, '0');
const aliasOf = (n: number): string => String(70_000_000 + n);
/** One address per device, as in an office network: 250 devices behind one address would be many. */
const addressOf = (n: number): string => `10.${Math.floor(n / 65_536)}.${Math.floor(n / 256) % 256}.${n % 256}`;

async function fill({ db, admin, now }: OpenRegistry): Promise<void> {
  const account = await admin.createAccount('Bench');
  const credentials = { keys: admin.keys, realm: admin.realm };
  await db.transaction().execute(async (trx) => {
    const lines = (from: number): readonly ImportLine[] =>
      Array.from({ length: Math.min(ROWS, DEVICES - from) }, (_, n) => ({
        line: 0,
        device: { name: 'Room', username: `room${from + n}`, aliases: [{ kind: 'e164', value: aliasOf(from + n) }] },
      }));
    for (let from = 0; from < DEVICES; from += ROWS) {
      const made = await importDevices(
        trx,
        lines(from),
        finished(
          preparing(
            credentials,
            account.id,
            lines(from).map(({ device }) => device),
            now(),
          ),
        ),
      );
      const bindings = made.map(({ id, username }, n) => ({
        aor: `${username}@meet.chime.in`,
        contact: `sip:${username}@${addressOf(from + n)}`,
        call_id: randomUUID(),
        cseq: 1,
        expires_at: now() + 3_600_000,
        device_id: id,
        source_address: addressOf(from + n),
      }));
      for (let at = 0; at < bindings.length; at += 1000)
        await trx
          .insertInto('binding')
          .values(bindings.slice(at, at + 1000))
          .execute();
    }
    const meetings: string[] = [];
    for (let n = 0; n < 1000; n++)
      meetings.push((await insertMeeting(trx, admin.keys, account.id, { title: 'Meeting' }, now())).id);
    for (let from = 0; from < PINS; from += ROWS) {
      const rows = Array.from({ length: Math.min(ROWS, PINS - from) }, (_, n) => ({
        hash: hashPin(admin.keys.pin, pinOf(from + n)),
        meeting_id: meetings[(from + n) % meetings.length] ?? '',
        role: 'attendee' as const,
      }));
      await trx.insertInto('pin').values(rows).execute();
    }
  });
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/** Milliseconds per query; `ask` throws if the answer is wrong. */
async function measure(ask: (n: number) => Promise<void>): Promise<Figures> {
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + ASKED; n++) {
    const begun = performance.now();
    await ask(n);
    if (n >= WARM_UP) times.push(performance.now() - begun);
    // Lets garbage collection and timers run, as between calls.
    if (n % 100 === 0) await new Promise((done) => void setImmediate(done));
  }
  const total = times.reduce((sum, each) => sum + each, 0);
  times.sort((a, b) => a - b);
  const at = (part: number): number => Number((times[Math.floor(part * times.length)] ?? 0).toFixed(4));
  return { p50: at(0.5), p99: at(0.99), perSecond: Math.round((1000 * times.length) / total) };
}

function must(right: boolean, what: string): void {
  if (!right) throw new Error(`Cannot use these figures: the answer about ${what} is wrong`);
}

async function bench(name: string, data: string, database: string): Promise<Readonly<Record<string, number>>> {
  const opened = await openRegistry({ ...testRegistryOptions, data, database });
  const begun = performance.now();
  await fill(opened);
  console.log(`${name}: filled in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  // The state some time after the rows were created.
  await (database === '' ? sql`ANALYZE` : sql`VACUUM ANALYZE`).execute(opened.db);
  const { registry } = opened;
  const agent = await measure(async (n) =>
    must(
      registry.lookupDevice({ protocol: 'sip', userAgent: AGENTS[n % AGENTS.length] ?? '' }).sip.supported,
      'a User-Agent',
    ),
  );
  const device = await measure(async (n) => {
    const which = randomInt(DEVICES);
    const match = await registry.identifyDevice({
      protocol: 'sip',
      userAgent: AGENTS[n % AGENTS.length] ?? '',
      aliases: [aliasOf(which)],
      source: addressOf(which),
    });
    must(match.device?.proven === true, 'an alias');
  });
  const pin = await measure(async () => {
    const [known, unknown] = [pinOf(randomInt(PINS)), pinOf(9_000_000_000 + randomInt(1_000_000))];
    const wanted = randomInt(10) > 0;
    must(((await registry.resolvePin({ reveal: () => (wanted ? known : unknown) })) !== undefined) === wanted, 'a PIN');
  });
  await registry.close();
  const figures = { agent_lookup: agent, device_lookup: device, pin_lookup: pin };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([what, { p50, p99, perSecond }]) => [
      [`${name}_${what}_p50_ms`, p50],
      [`${name}_${what}_p99_ms`, p99],
      [`${name}_${what}s_per_s`, perSecond],
    ]),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'roomgate-bench-registry-'));
const postgres = await startPostgres();
try {
  const figures = {
    ...(await bench('sqlite', folder, '')),
    ...(await bench('postgres', folder, await postgres.newDatabase())),
  };
  const conditions = {
    node: process.version,
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    devices: DEVICES,
    pins: PINS,
    asked: ASKED,
    lookups: 'in sequence; agent: the list alone; device: alias and address, with the list; pin: one in ten unknown',
  };
  console.log(JSON.stringify({ bench: 'registry', conditions, figures }));
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
