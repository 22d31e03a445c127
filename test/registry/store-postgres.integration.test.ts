import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestRegistry } from '../fakes/registry.ts';
import { startPostgres, type RunningPostgres } from './postgres.ts';
import { auditContract } from './audit.contract.ts';
import { deviceContract } from './devices.contract.ts';
import { storeContract } from './store.contract.ts';

let postgres: RunningPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

storeContract(async () => openTestRegistry(await postgres.newDatabase()));
deviceContract(async () => openTestRegistry(await postgres.newDatabase()));
auditContract(() => postgres.newDatabase());

it('a server that dies loses nothing that was answered, and is found again', async () => {
  const opened = await openTestRegistry(await postgres.newDatabase());
  const account = await opened.admin.createAccount('Kept');
  await postgres.crash();
  expect(await opened.admin.getAccount(account.id)).toEqual(account);
  await opened.registry.close();
});

it('a database that cannot be reached is named without its password', async () => {
  await expect(openTestRegistry('postgresql://roomgate:secret@127.0.0.1:1/none')).rejects.toThrow(/^Cannot bring the database 127\.0\.0\.1:1\/none to the newest schema: (?!.*secret)/);
});
