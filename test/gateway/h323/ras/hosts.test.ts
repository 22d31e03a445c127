import { expect, it } from 'vitest';
import { byFamily, forPeer, sameHost } from '../../../../gateway/h323/ras/hosts.ts';

const v4 = { address: '192.0.2.1', port: 1720 };
const v6 = { address: '2001:db8::1', port: 1720 };

it('a device is told an address of its own family, if there is one', () => {
  const both = byFamily([v4, v6]);
  expect(both).toEqual({ v4, v6 });
  expect(forPeer(both, { address: '2001:db8::9', port: 1 })).toBe(v6);
  expect(forPeer(both, { address: '192.0.2.9', port: 1 })).toBe(v4);
  expect(forPeer(byFamily([v4]), { address: '2001:db8::9', port: 1 })).toBe(v4);
});

it('an IPv6 address is the same in every notation', () => {
  expect(sameHost({ address: '2001:db8:0:0:0:0:0:1', port: 5 }, v6)).toBe(true);
  expect(sameHost({ address: '2001:db8::2', port: 1720 }, v6)).toBe(false);
  expect(sameHost(v4, v6)).toBe(false);
  expect(sameHost(undefined, v4)).toBe(false);
});
