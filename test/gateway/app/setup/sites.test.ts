import { describe, expect, it } from 'vitest';
import { readSites } from '../../../../gateway/app/setup/sites.ts';
import { Admission } from '../../../../gateway/app/meeting/admission.ts';

const NONE = { maxCallRate: 0, total: 0, sites: [] };

describe('sites', () => {
  it('are found by their networks', () => {
    const { siteOf, limits } = readSites({ ...NONE, sites: ['10.1.0.0/16 20000000', '2001:db8::/32  500000'] });
    expect(['10.1.2.3', '10.2.0.1', '2001:db8::7', '::1', 'what'].map(siteOf)).toEqual([
      '10.1.0.0/16',
      undefined,
      '2001:db8::/32',
      undefined,
      undefined,
    ]);
    expect([...limits.sites.values()]).toEqual([20_000_000, 500_000]);
  });
  it.each(['10.1.0.0 5', '10.1.0.0/33 5', '10.1.0.0/16', '10.1.0.0/16 x', 'hq/16 5'])('%s is not a site', (text) => {
    expect(() => readSites({ ...NONE, sites: [text] })).toThrow('bandwidth.sites');
  });
});

describe('bandwidth', () => {
  it('of a site is shared; a call that would have no audio is refused', () => {
    const admission = new Admission(readSites({ ...NONE, sites: ['10.1.0.0/16 200000'] }));
    expect(admission.budgetOf('10.1.0.1')).toBe(192_000);
    for (let call = 1; call <= 3; call++) admission.takeCall(`10.1.0.${call}`);
    expect(admission.budgetOf('10.1.0.1')).toBe(64_000);
    expect(() => admission.takeCall('10.1.0.4')).toThrow('no-bandwidth');
    admission.takeCall('10.2.0.1');
    expect(admission.budgetOf('10.2.0.1')).toBe(Infinity);
    admission.giveBackCall('10.1.0.3');
    admission.takeCall('10.1.0.4');
  });
  it('is also limited per call and in total', () => {
    expect(new Admission(readSites({ ...NONE, maxCallRate: 384_000 })).budgetOf('10.0.0.1')).toBe(384_000);
    const admission = new Admission(readSites({ ...NONE, total: 128_000 }));
    admission.takeCall('10.0.0.1');
    admission.takeCall('10.0.0.2');
    expect(() => admission.takeCall('10.0.0.3')).toThrow('no-bandwidth');
  });
  it('is reserved at both ends or at neither, and released', () => {
    const admission = new Admission(readSites({ ...NONE, sites: ['10.1.0.0/16 1000000', '10.2.0.0/16 500000'] }));
    admission.takeCall('10.1.0.1');
    admission.takeCall('10.2.0.1');
    expect([admission.reserve(['10.1.0.1', '10.2.0.1'], 800_000), admission.budgetOf('10.1.0.1')]).toEqual([
      false,
      992_000,
    ]);
    expect([admission.reserve(['10.1.0.1', '10.3.0.1'], 800_000), admission.budgetOf('10.1.0.1')]).toEqual([
      true,
      192_000,
    ]);
    expect(admission.reserve(['10.1.0.1'], 800_000)).toBe(false);
    expect([admission.reserve(['10.1.0.1', '10.3.0.1'], -800_000), admission.budgetOf('10.1.0.1')]).toEqual([
      true,
      992_000,
    ]);
  });
  it('for two calls of one site is reserved twice there', () => {
    const admission = new Admission(readSites({ ...NONE, sites: ['10.1.0.0/16 1700000'] }));
    admission.takeCall('10.1.0.1');
    expect([admission.reserve(['10.1.0.1', '10.1.0.2'], 800_000), admission.budgetOf('10.1.0.1')]).toEqual([
      true,
      96_000,
    ]);
  });
  it('is unlimited by default', () => {
    const admission = new Admission(readSites(NONE));
    for (let call = 0; call < 1000; call++) admission.takeCall('10.0.0.1');
    expect([admission.budgetOf('10.0.0.1'), admission.shares]).toEqual([Infinity, false]);
  });
});
