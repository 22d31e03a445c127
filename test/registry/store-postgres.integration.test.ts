import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestRegistry } from '../fakes/registry.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { auditContract } from './audit.contract.ts';
import { deviceContract } from './devices.contract.ts';
import { requestsContract } from './requests.contract.ts';
import { storeContract } from './store.contract.ts';

let postgres: RunningPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

storeContract(async () => openTestRegistry(await postgres.newDatabase()));
deviceContract(async () => openTestRegistry(await postgres.newDatabase()));
requestsContract(async () => openTestRegistry(await postgres.newDatabase()));
auditContract(() => postgres.newDatabase());

it('a server that dies loses nothing acknowledged, and the registry reconnects', async () => {
  // This test needs its own server, which rereads all of its databases.
  const own = await startPostgres();
  const opened = await openTestRegistry(await own.newDatabase());
  const account = await opened.admin.createAccount('Kept');
  await own.crash();
  expect(await opened.admin.getAccount(account.id)).toEqual(account);
  await opened.registry.close();
  await own.stop();
});

it('a connection that breaks during a transaction fails only that transaction', async () => {
  const opened = await openTestRegistry(await postgres.newDatabase());
  const broken = opened.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]!.pid}::integer)`.execute(opened.db);
    await sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toThrow();
  expect((await opened.admin.getAccount(opened.accountId))?.name).toBe('Test');
  await opened.registry.close();
});

it('an unreachable database is named without its password', async () => {
  await expect(openTestRegistry('postgresql://roomgate:secret@127.0.0.1:1/none')).rejects.toThrow(
    /^Cannot migrate the database 127\.0\.0\.1:1\/none to the newest schema: (?!.*secret)/,
  );
});
