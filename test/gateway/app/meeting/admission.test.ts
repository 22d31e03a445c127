import { describe, expect, it } from 'vitest';
import { Admission } from '../../../../gateway/app/meeting/admission.ts';

describe('lobbies', () => {
  it('are limited in total and per source, and can be reused once released', () => {
    const admission = new Admission({ maxLobbies: 3, maxLobbiesPerSource: 2 });
    admission.takeLobby('a');
    admission.takeLobby('a');
    expect(() => admission.takeLobby('a')).toThrow('Cannot join: overload');
    admission.takeLobby('b');
    expect(() => admission.takeLobby('c')).toThrow('Cannot join: overload');
    expect(admission.lobbies).toBe(3);
    admission.giveBackLobby('a');
    admission.takeLobby('c');
    expect(admission.lobbies).toBe(3);
  });
});

describe('bandwidth', () => {
  const limited = () =>
    new Admission({
      limits: { total: 1_000_000, sites: new Map([['berlin', 200_000]]) },
      siteOf: (address) => (address.startsWith('10.1.') ? 'berlin' : undefined),
    });

  it('refuses a call that would leave its site without audio, and reserves nothing', () => {
    const admission = limited();
    for (let call = 0; call < 3; call++) admission.takeCall('10.1.0.1');
    expect(() => admission.takeCall('10.1.0.2')).toThrow('Cannot join: no-bandwidth');
    admission.takeCall('192.0.2.1');
    admission.giveBackCall('10.1.0.1');
    expect(() => admission.takeCall('10.1.0.2')).not.toThrow();
  });

  it('is shared by the calls of a site', () => {
    const admission = limited();
    admission.takeCall('10.1.0.1');
    const alone = admission.budgetOf('10.1.0.1');
    admission.takeCall('10.1.0.2');
    expect([alone, admission.budgetOf('10.1.0.1'), admission.budgetOf('10.1.0.2')]).toEqual([192_000, 96_000, 96_000]);
  });

  it('is reserved at all sources or at none', () => {
    const admission = limited();
    admission.takeCall('10.1.0.1');
    admission.takeCall('192.0.2.1');
    expect(admission.reserve(['10.1.0.1', '192.0.2.1'], 150_000)).toBe(false);
    expect(admission.budgetOf('192.0.2.1')).toBe(496_000);
    expect(admission.reserve(['10.1.0.1', '192.0.2.1'], 100_000)).toBe(true);
    expect(admission.budgetOf('10.1.0.1')).toBe(96_000);
    expect(admission.reserve(['10.1.0.1', '192.0.2.1'], -100_000)).toBe(true);
    expect(admission.budgetOf('10.1.0.1')).toBe(192_000);
  });

  it('is unlimited without limits', () => {
    const admission = new Admission({});
    expect([admission.shares, admission.budgetOf('a')]).toEqual([false, Infinity]);
  });
});
