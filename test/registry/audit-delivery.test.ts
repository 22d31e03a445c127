import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deliverAudit, readDelivered } from '../../registry/audit/delivery.ts';
import { chainHash, NO_HASH } from '../../registry/audit/record.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';

let opened: TestRegistry;
let folder: string;
beforeEach(async () => {
  opened = await openTestRegistry();
  folder = mkdtempSync(join(tmpdir(), 'roomgate-audit-'));
});
afterEach(async () => {
  await opened.registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function happen(count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await opened.registry.recordEvent({ name: 'PinGuessing', source: '192.0.2.1', parameters: { n: String(n) } });
}

it('every record is in exactly one file, and the chain continues through all of them', async () => {
  await happen(7);
  const deliver = (maxSize: number) => deliverAudit({ db: opened.db, folder, maxSize });
  expect((await deliver(1500)).length).toBeGreaterThan(2);
  expect(await deliver(1500)).toEqual([]);
  await happen(2);
  // Leftovers of a crash are not a finished file, and are written again.
  writeFileSync(join(folder, 'audit-000000000008-000000000009.jsonl.gz.part'), 'half');
  expect(await deliver(1_000_000)).toEqual(['audit-000000000008-000000000009.jsonl.gz']);
  const records = readdirSync(folder)
    .toSorted()
    .flatMap((name) => readDelivered(join(folder, name))) as { seq: number; hash: string; record: unknown }[];
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  let hash = NO_HASH;
  for (const { record, hash: said } of records) {
    hash = chainHash(hash, JSON.stringify(record));
    expect(said).toBe(hash);
  }
});
