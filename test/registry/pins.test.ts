import { expect, it } from 'vitest';
import { newPin } from '../../registry/pins.ts';

it('a PIN has ten digits, leading zeros kept', () => {
  const pins = Array.from({ length: 2000 }, () => newPin());
  expect(pins.every((pin) => /^\d{10}$/.test(pin))).toBe(true);
  expect(pins.some((pin) => pin.startsWith('0'))).toBe(true);
});
