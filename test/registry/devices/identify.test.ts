import { describe, expect, it } from 'vitest';
import { admissionOf, chooseCaller, driftOf, type Candidate } from '../../../registry/devices/identify.ts';
import { isWithin, mayComeFrom, parseNetwork } from '../../../registry/devices/networks.ts';

describe('a network', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['::1', '::1/128'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('%s', (text, network) => expect(parseNetwork(text)).toBe(network));
  it.each([
    '',
    '192.0.2',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/8/8',
    '::/129',
    'example.com',
    '192.0.2.0/-1',
    '192.0.2.0/1e1',
  ])('%j is invalid', (text) => expect(parseNetwork(text)).toBeUndefined());

  it('contains its addresses, as IPv4 and as IPv4-mapped IPv6', () => {
    const networks = ['192.0.2.0/24', '2001:db8::/32'];
    expect(
      ['192.0.2.255', '::ffff:192.0.2.7', '2001:db8:1::1', '192.0.3.0', '2001:db9::1', 'x', ''].map((address) =>
        isWithin(networks, address),
      ),
    ).toEqual([true, true, true, false, false, false, false]);
    expect([
      mayComeFrom([], '198.51.100.1'),
      mayComeFrom([], undefined),
      mayComeFrom(networks, undefined),
      mayComeFrom(networks, '198.51.100.1'),
    ]).toEqual([true, true, false, false]);
  });
});

describe('a calling device', () => {
  const device = (id: string, ...sourceNetworks: string[]): Candidate => ({ id, accountId: 'a', sourceNetworks });
  const [x, y, inside] = [device('x'), device('y'), device('i', '192.0.2.0/24')];
  const choose = (named: Candidate[], bound: Candidate[], source: string | undefined, stranger = false) => {
    const caller = chooseCaller(named, bound, source, named.length === 0 && !stranger);
    return caller && [caller.device.id, caller.proven];
  };
  it.each<[string, Candidate[], Candidate[], string | undefined, unknown]>([
    ['it is unknown', [], [], '192.0.2.1', undefined],
    ['it claims a name', [x], [], '192.0.2.1', ['x', false]],
    ['it claims a name and is registered from there', [x], [x], '192.0.2.1', ['x', true]],
    ['it gives no name, and one device is registered from there', [], [x], '192.0.2.1', ['x', true]],
    ['it gives no name, and two devices are registered from there', [], [x, y], '192.0.2.1', undefined],
    ['it names one of two behind a NAT', [y], [x, y], '192.0.2.1', ['y', true]],
    ['it names a device other than the one registered from there', [y], [x], '192.0.2.1', ['y', false]],
    ['it is in its network', [inside], [], '192.0.2.1', ['i', true]],
    ['it is outside its network', [inside], [], '198.51.100.1', undefined],
    ['its address is unknown, and the device has a network', [inside], [], undefined, undefined],
    ['it gives two names, one of them proven', [x, inside], [], '192.0.2.1', ['i', true]],
    ['it gives two names', [x, y], [], '192.0.2.1', ['x', false]],
  ])('%s', (_name, named, bound, source, expected) => expect(choose(named, bound, source)).toEqual(expected));

  it('with an unknown name is unknown, whichever device is registered from there', () =>
    expect(choose([], [x], '192.0.2.1', true)).toBeUndefined());

  it("is admitted according to the account's policy", () => {
    const own = { accountId: 'a', proven: true };
    expect([
      admissionOf('refuse', 'a', own),
      admissionOf('refuse', 'b', own),
      admissionOf('limit', 'a', { ...own, proven: false }),
      admissionOf('limit', 'a', undefined),
      admissionOf('allow', 'a', undefined),
    ]).toEqual(['allow', 'refuse', 'limit', 'limit', 'allow']);
  });
});

it('firmware differs from the record if its numbers do', () => {
  expect([
    driftOf('ce9.15.3', 'ce9.15.3.26'),
    driftOf('CE9.15.0', 'ce9.15'),
    driftOf('tc7.3', 'ce8'),
    driftOf('6.2', 'f6.2'),
    driftOf(null, '1'),
    driftOf('1', null),
  ]).toEqual([true, false, true, true, undefined, undefined]);
});
