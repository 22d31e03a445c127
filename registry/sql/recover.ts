/** A new administrator key made at the database itself, for administrators who have lost theirs. */
import { createKey } from './api-keys.ts';
import { appendAudit, serviceRecord } from './audit.ts';
import type { Database } from './database.ts';

/** Returns a key with full access, whose making is recorded. `now`: Unix ms. */
export function recoverKey(db: Database, now: number): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const { key, made } = await createKey(trx, { name: 'recovered', policies: ['AmazonChimeFullAccess'] }, now);
    const event = { name: 'RecoverAdministratorKey', source: '127.0.0.1', parameters: { keyId: made.id } };
    await appendAudit(trx, serviceRecord(event, { type: 'Operator', principalId: 'operator' }, now), undefined);
    return key;
  });
}
