import { expect, it } from 'vitest';
import { redacted } from '../../registry/audit/record.ts';

it('a record contains no secret, and is limited in size', () => {
  const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';
  expect(
    redacted({
      pin: '0123456789',
      hostPin: '1',
      device: { password: 'x', name: 'Room' },
      keys: [{ key: 'k' }],
      passcode: null,
      spin: 'y',
    }),
  ).toEqual({
    pin: hidden,
    hostPin: hidden,
    device: { password: hidden, name: 'Room' },
    keys: [{ key: hidden }],
    passcode: null,
    spin: 'y',
  });
  expect((redacted('x'.repeat(5000)) as string).length).toBeLessThan(1010);
  expect(redacted(Array.from({ length: 1000 }, () => 1))).toHaveLength(100);
  let deep: unknown = 1;
  for (let level = 0; level < 1000; level++) deep = [deep];
  expect(JSON.stringify(redacted(deep)).length).toBeLessThan(40);
});
