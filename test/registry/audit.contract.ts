/** The audit log, on either database. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../registry/audit/record.ts';
import { appendAudit, listAudit, verifyAudit } from '../../registry/sql/audit.ts';
import { openDatabase } from '../../registry/sql/database.ts';

const record = (name: string, more: Partial<AuditRecord> = {}): AuditRecord => ({
  eventVersion: '1.05',
  userIdentity: { type: 'ApiKey', principalId: 'k1' },
  eventTime: new Date(1_700_000_000_000).toISOString(),
  eventSource: 'roomgate',
  eventName: name,
  sourceIPAddress: '192.0.2.1',
  userAgent: 'test',
  requestParameters: null,
  responseElements: null,
  requestID: randomUUID(),
  eventID: randomUUID(),
  eventType: 'ApiCall',
  readOnly: false,
  ...more,
});

/** `where`: returns the address of an empty database. */
export function auditContract(where: () => Promise<string>): void {
  describe('the audit log', () => {
    it('is in order, searchable by name, actor, account and time, and intact', async () => {
      const db = await openDatabase(await where());
      for (const [index, name] of ['CreateAccount', 'GetUser', 'GetUser'].entries()) {
        const made = record(name, {
          eventTime: new Date(1_700_000_000_000 + index * 1000).toISOString(),
          userIdentity: { type: 'ApiKey', principalId: `k${index}` },
        });
        await db.transaction().execute((trx) => appendAudit(trx, made, index === 0 ? undefined : 'a'));
      }
      const names = async (filter: Partial<Parameters<typeof listAudit>[1]>): Promise<readonly number[]> =>
        (await listAudit(db, { limit: 10, ...filter })).map(({ seq }) => seq);
      expect(await names({})).toEqual([3, 2, 1]);
      expect(await names({ name: 'GetUser' })).toEqual([3, 2]);
      expect(await names({ actor: 'k1' })).toEqual([2]);
      expect(await names({ accountId: 'a', before: 3 })).toEqual([2]);
      expect(await names({ from: 1_700_000_001_000, to: 1_700_000_002_000 })).toEqual([2]);
      expect(await verifyAudit(db)).toEqual({ ok: true, records: 3 });
      await db.destroy();
    });

    it('contains nothing about a change that was rolled back', async () => {
      const db = await openDatabase(await where());
      const failing = db.transaction().execute(async (trx) => {
        await appendAudit(trx, record('CreateAccount'), undefined);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await db.transaction().execute((trx) => appendAudit(trx, record('GetUser'), undefined));
      expect((await listAudit(db, { limit: 10 })).map((each) => each.record.eventName)).toEqual(['GetUser']);
      expect(await verifyAudit(db)).toEqual({ ok: true, records: 1 });
      await db.destroy();
    });

    it('keeps one chain with concurrent writers', async () => {
      const db = await openDatabase(await where());
      await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          db.transaction().execute((trx) => appendAudit(trx, record(`E${n}`), undefined)),
        ),
      );
      expect(await verifyAudit(db)).toEqual({ ok: true, records: 50 });
      await db.destroy();
    });

    it.each<[string, (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<unknown>, unknown]>([
      [
        'a change',
        (db) =>
          db
            .updateTable('audit_event')
            .set({ record: JSON.stringify(record('Nothing')) })
            .where('seq', '=', 2)
            .execute(),
        { ok: false, seq: 2, problem: 'changed' },
      ],
      [
        'a removed record',
        (db) => db.deleteFrom('audit_event').where('seq', '=', 2).execute(),
        { ok: false, seq: 2, problem: 'missing' },
      ],
      [
        'the last record removed',
        (db) => db.deleteFrom('audit_event').where('seq', '=', 3).execute(),
        { ok: false, seq: 3, problem: 'missing' },
      ],
      [
        'a forged hash',
        (db) =>
          db
            .updateTable('audit_event')
            .set({ hash: 'f'.repeat(64) })
            .where('seq', '=', 3)
            .execute(),
        { ok: false, seq: 3, problem: 'changed' },
      ],
    ])('shows %s', async (_name, tamper, verdict) => {
      const db = await openDatabase(await where());
      for (const name of ['A', 'B', 'C'])
        await db.transaction().execute((trx) => appendAudit(trx, record(name), undefined));
      await tamper(db);
      expect(await verifyAudit(db)).toEqual(verdict);
      await db.destroy();
    });
  });
}
