import type { Shape } from '../../fakes/h323-room.ts';

export const H323_SHAPES: readonly Shape[] = [
  'fast',
  'fast tunnelled',
  'tunnelled',
  'tunnelled from SETUP',
  'separate',
  'early',
];
