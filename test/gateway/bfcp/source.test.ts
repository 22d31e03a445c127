import { describe, expect, it } from 'vitest';
import { accept, signal, STRAGGLER_TIME, target } from '../../../gateway/bfcp/source.ts';
import type { Source } from '../../../gateway/bfcp/source.ts';

const at = (address: string, port = 5070): { address: string; port: number } => ({ address, port });
const DEVICE = at('192.0.2.10');
const NAT = at('198.51.100.7', 40_001);
const THIRD = at('203.0.113.9');

const signalled = signal({}, DEVICE, 0);
const learned = accept(signalled, NAT, true, 0)[0];
const heard = accept(signalled, DEVICE, true, 0)[0];
const moved = signal(learned, at('192.0.2.20'), 0);

describe("the device's source", () => {
  it.each<[string, Source, typeof DEVICE, boolean, number, boolean, typeof DEVICE | undefined]>([
    ['nothing -> heard on the right conference', {}, NAT, true, 0, true, NAT],
    ['nothing -> nothing on another conference', {}, NAT, false, 0, false, undefined],
    ['signalled -> heard on the signalled address, whatever the content', signalled, DEVICE, false, 0, true, DEVICE],
    ['signalled -> heard behind NAT', signalled, NAT, true, 0, true, NAT],
    ['signalled -> signalled on another conference', signalled, THIRD, false, 0, false, DEVICE],
    ['heard -> heard on a third source', heard, THIRD, true, 0, false, DEVICE],
    ['heard behind NAT -> the same on a third source', learned, THIRD, true, 0, false, NAT],
    ['heard behind NAT -> heard on the signalled address', learned, DEVICE, true, 0, true, DEVICE],
    ['heard -> heard on the same address, whatever the content', learned, NAT, false, 0, true, NAT],
    [
      'another address signalled -> the same on a straggler',
      moved,
      NAT,
      true,
      STRAGGLER_TIME - 1,
      false,
      at('192.0.2.20'),
    ],
    ['another address signalled -> heard at the previous one, later', moved, NAT, true, STRAGGLER_TIME, true, NAT],
    ['another address signalled -> heard on the new address', moved, at('192.0.2.20'), true, 0, true, at('192.0.2.20')],
  ])('%s', (_title, source, from, isOurs, now, isDevice, to) => {
    const [next, verdict] = accept(source, from, isOurs, now);
    expect([verdict, target(next)]).toEqual([isDevice, to]);
  });

  it('stays if the same address is signalled again', () => expect(signal(learned, DEVICE, 0)).toBe(learned));

  it('stays if it was heard before an address was signalled', () => {
    expect(target(signal(accept({}, NAT, true, 0)[0], DEVICE, 0))).toEqual(NAT);
  });

  it('is unknown on hold', () => {
    expect([
      target({}),
      target({ signalled: at('0.0.0.0') }),
      target({ signalled: at('192.0.2.1', 0) }),
      target({ signalled: at('::') }),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is the same in every notation of IPv6', () => {
    expect(accept({ signalled: at('2001:DB8:0:0::1') }, at('2001:db8::1'), false, 0)[1]).toBe(true);
  });
});
