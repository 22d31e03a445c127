import { describe, expect, it } from 'vitest';
import { fromH225Address, fromH245Address, toH225Address, toH245Address } from '../../../gateway/h323/address.ts';

describe('transport addresses', () => {
  it.each(['10.0.0.1', '255.255.255.255', '2001:db8::1', '::1', 'fe80::1:2:3:4', '2001:db8:1:2:3:4:5:6', '1::'])(
    '%s is converted to the form in which sockets write it',
    (address) => {
      expect(fromH225Address(toH225Address({ address, port: 1720 }))).toEqual({ address, port: 1720 });
      expect(fromH245Address(toH245Address({ address, port: 1720 }))).toEqual({ address, port: 1720 });
    },
  );

  it('an IPv4 address mapped into IPv6 becomes an IPv4 address', () => {
    const ip = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1);
    expect(fromH225Address({ ip6Address: { ip, port: 5 } })).toEqual({ address: '10.0.0.1', port: 5 });
  });

  it('a zero port or another network type gives undefined', () => {
    expect(fromH225Address({ ipAddress: { ip: Uint8Array.of(10, 0, 0, 1), port: 0 } })).toBeUndefined();
    expect(
      fromH225Address({ ipxAddress: { node: new Uint8Array(6), netnum: new Uint8Array(4), port: new Uint8Array(2) } }),
    ).toBeUndefined();
    expect(
      fromH245Address({ multicastAddress: { iPAddress: { network: Uint8Array.of(224, 0, 0, 1), tsapIdentifier: 5 } } }),
    ).toBeUndefined();
  });
});
