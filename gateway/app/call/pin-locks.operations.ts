/** API operations for sources and devices that guess PINs. */
import { Type } from 'typebox';
import { operation, Problem, type Operation } from '../../../registry/index.ts';
import type { PinGuard } from './pin-guard.ts';

const Key = Type.Object({ key: Type.String({ maxLength: 256 }) });
const Lock = Type.Object({
  key: Type.String(),
  failures: Type.Integer(),
  proven: Type.Integer(),
  waitSeconds: Type.Integer(),
});

/** `now`: Unix ms. */
export const pinLockOperations = (guard: PinGuard, now: () => number): readonly Operation[] => [
  operation({
    name: 'ListPinLocks',
    method: 'GET',
    path: '/v1/pin-locks',
    summary: 'Lists the sources and devices that are slowed down for too many wrong PINs',
    status: 200,
    result: Type.Object({ locks: Type.Array(Lock) }),
    run: async () => ({
      locks: guard.list(now()).map(({ wait, ...lock }) => ({ ...lock, waitSeconds: Math.ceil(wait / 1000) })),
    }),
  }),
  operation({
    name: 'DeletePinLock',
    method: 'DELETE',
    path: '/v1/pin-locks/:key',
    summary: 'Forgets the wrong PINs of a source or device',
    status: 204,
    params: Key,
    run: async (_, { params }) => {
      if (!guard.lift(params.key)) throw new Problem('not-found', 'No wrong PINs are known of this source or device');
      return undefined;
    },
  }),
];
