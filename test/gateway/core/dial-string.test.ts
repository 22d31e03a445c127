import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseDialled, type DialTarget } from '../../../gateway/core/dial-string.ts';
import { Secret } from '../../../base/secret.ts';

const isOurs = (host: string): boolean => host === 'meet.chime.in' || host === '192.0.2.1';
const parse = (user: string | undefined, host = 'meet.chime.in'): DialTarget =>
  parseDialled({ host, ...(user !== undefined && { user: new Secret(user) }) }, isOurs);
const plain = (target: DialTarget): unknown =>
  target.kind === 'pin' ? [target.pin.reveal(), ...(target.passcode ? [target.passcode.reveal()] : [])] : target.kind;

describe('a dialled address', () => {
  it.each([
    ['PIN@host', '0123456789', ['0123456789']],
    ['a 13-digit PIN', '0123456789012', ['0123456789012']],
    ['PIN.passcode@host', '0123456789.4711', ['0123456789', '4711']],
    ['a PIN dialled as it is shown', '0123 45-6789', ['0123456789']],
    ['an empty passcode', '0123456789.', ['0123456789']],
    ['a bare host', undefined, 'entry'],
    ['@host', '', 'entry'],
    ['meet@host', 'meet', 'entry'],
    ['u@host', 'u', 'entry'],
    ['MEET@host', 'MEET', 'entry'],
    ['host@host', 'Meet.chime.in', 'entry'],
    ['address@host', '192.0.2.1', 'entry'],
    ['a name', 'alice', 'unknown'],
    ['letters in a PIN', '01234x', 'unknown'],
    ['three parts', '1.2.3', 'unknown'],
    ['letters in a passcode', '0123456789.abc', 'unknown'],
    ['a PIN that is too long', '1'.repeat(21), 'unknown'],
    ['digits of another script', '١٢٣٤٥', 'unknown'],
  ])('%s', (_name, user, expected) => {
    expect(plain(parse(user))).toEqual(expected);
  });

  it('is accepted only at our own hosts, in upper or lower case', () => {
    expect(parse('0123456789', 'other.example').kind).toBe('unknown');
    expect(parse('0123456789', 'MEET.chime.in').kind).toBe('pin');
    expect(parse('0123456789', '192.0.2.1').kind).toBe('pin');
    expect(parse(undefined, 'other.example').kind).toBe('unknown');
  });

  it('has no host in a tel URI', () => {
    expect(parse('0123456789', '').kind).toBe('pin');
  });
});

describe('a secret', () => {
  it('prints as *** in every form of output', () => {
    const secret = new Secret('0123456789');
    const forms = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    for (const form of forms) expect(form).not.toContain('0123456789');
    expect(String(secret)).toBe('***');
  });
});
