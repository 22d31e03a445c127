import { APPLICATION } from './application.ts';
import { INVALID } from './invalid.ts';
import { VALID } from './valid.ts';
import type { TortureVector } from './vector.ts';

export type { Outcome, Parts, TortureVector } from './vector.ts';

export const TORTURE: readonly TortureVector[] = [...VALID, ...INVALID, ...APPLICATION];
