/**
 * Whole calls of each shape, octet by octet: `test/vectors/h323`, verified with tshark
 * (`vectors.integration.test.ts`).
 */
import { describe, expect, it } from 'vitest';
import { callOf, fileOf, print, rasCall, SHAPES } from './transcript.ts';

describe('a whole call', () => {
  it.each(SHAPES)('%s', async (shape) => expect(print(await callOf(shape))).toMatchFileSnapshot(fileOf(shape)));
  it('RAS', async () => expect(print(await rasCall())).toMatchFileSnapshot(fileOf('ras')));
});
