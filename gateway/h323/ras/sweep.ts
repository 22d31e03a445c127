/**
 * Calls that are no longer reported: asks for them by IRQ and finally forgets them (H.225.0 §7.15). Pure except for
 * the table.
 */
import type { H225 } from '../asn1/index.ts';
import type { Desk } from './desk.ts';
import type { RasFact } from './fact.ts';
import type { Registration } from './registrations.ts';

export interface Swept {
  readonly silent: readonly RasFact[];
  readonly inquiries: readonly { readonly message: H225.RasMessage; readonly registration: Registration }[];
}

/** `now` in monotonic ms; `number` returns the next request number. */
export function sweepCalls({ admissions, registrations, settings }: Desk, now: number, number: () => number): Swept {
  const frequency = 1000 * settings.irrFrequency;
  const silent: RasFact[] = [];
  const inquiries: { message: H225.RasMessage; registration: Registration }[] = [];
  for (const call of admissions.all()) {
    const { callId, endpointId, callReference: callReferenceValue, heardAt, inquiredAt = heardAt } = call;
    const registration = registrations.get(endpointId);
    if (registration === undefined || now - heardAt >= 3 * frequency) {
      admissions.remove(call);
      silent.push({ type: 'disengaged', callId, reason: 'silent' });
    } else if (now - heardAt >= 1.5 * frequency && now - inquiredAt >= frequency / 2) {
      const callIdentifier = { guid: Uint8Array.from(Buffer.from(callId, 'hex')) };
      inquiries.push({
        message: { infoRequest: { requestSeqNum: number(), callReferenceValue, callIdentifier } },
        registration,
      });
      admissions.put({ ...call, inquiredAt: now });
    }
  }
  return { silent, inquiries };
}
