/** A sample of the million inputs of `h323-per.long.test.ts`. */
import { expect, test } from 'vitest';
import { PDUS } from '../gateway/h323/asn1/modules.ts';
import { PerFuzz } from './h323-per.ts';

test.each(PDUS)('a few thousand mutated PDUs break nothing: $type', (pdu) => {
  const result = new PerFuzz(pdu, 7).run(3000);
  expect(result.faults).toEqual([]);
  expect(result.decoded).toBeGreaterThan(100);
  expect(result.features).toBeGreaterThan(10);
  expect(result.blocks).toBeGreaterThan(50);
});
