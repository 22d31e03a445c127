import { expect, test } from 'vitest';
import { freeRange } from '../../../media/sfu/host.ts';

test.each([
  {
    title: 'above, clear of the other listening ports for devices',
    avoid: { min: 20_000, max: 29_999 },
    expected: { min: 32_768, max: 65_535 },
  },
  {
    title: 'above, if the devices’ ports reach into the ephemeral ones',
    avoid: { min: 16_384, max: 40_000 },
    expected: { min: 40_001, max: 65_535 },
  },
  {
    title: 'below, if the devices’ ports are at the top',
    avoid: { min: 49_152, max: 65_535 },
    expected: { min: 1024, max: 49_151 },
  },
])('the router’s own ports are $title', ({ avoid, expected }) => {
  expect(freeRange(avoid)).toEqual(expected);
});
