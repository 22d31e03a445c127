import { describe, expect, it } from 'vitest';
import { checkedUrl, isInClear, urlOfListener } from '../../../registry/cli/address.ts';
import type { Reader } from '../../../registry/cli/command.ts';
import { GROUPS } from '../../../registry/cli/commands/index.ts';
import * as inputs from '../../../registry/cli/inputs.ts';
import { parse } from '../../../registry/cli/parse.ts';

const parsed = (line: string) => parse(line === '' ? [] : line.split(' '), GROUPS);
const typed = (line: string) => {
  const result = parsed(line);
  return result.kind === 'run' ? result.typed.map(([input, text]) => [input.field, text]) : result;
};

describe('the command line', () => {
  it('is split into arguments and options, in any order', () => {
    const expected = [
      ['account', 'A'],
      ['name', 'N'],
      ['username', 'u'],
      ['site', 'Berlin'],
      ['aliases', '1'],
      ['aliases', '2'],
    ];
    expect(typed('device register A N u --site Berlin --alias 1 --alias 2')).toEqual(expected);
    expect(typed('device register --alias=1 A --site=Berlin N --alias 2 u')).toEqual(expected);
  });

  it('may contain a leading hyphen after --', () =>
    expect(typed('account create -- --name')).toEqual([['name', '--name']]));

  it('may repeat the last argument', () => {
    expect(typed('user remove A b@c d@e')).toEqual([
      ['account', 'A'],
      ['users', 'b@c'],
      ['users', 'd@e'],
    ]);
  });

  it('asks for help in all usual ways', () => {
    for (const line of ['help', '--help', '-h']) expect(parsed(line)).toEqual({ kind: 'help' });
    for (const line of ['device --help', 'device -h', 'device help', 'help device'])
      expect(parsed(line)).toMatchObject({ kind: 'help', group: { noun: 'device' } });
    for (const line of ['device get --help', 'device get x -h', 'help device get'])
      expect(parsed(line)).toMatchObject({ kind: 'help', group: { noun: 'device' }, command: { verb: 'get' } });
  });

  it('has paging options only for lists with pages', () => {
    expect(parsed('device list A --limit 7')).toMatchObject({ common: { limit: 7, all: false } });
    expect(parsed('device list A --all --json')).toMatchObject({ common: { limit: undefined, all: true, json: true } });
    expect(parsed('profile versions --limit 7')).toMatchObject({ kind: 'mistake' });
  });

  it.each([
    ['nothing', 'unknown command "nothing"'],
    ['device', 'device: a command is missing'],
    ['device explode', 'unknown command "device explode"'],
    ['device get', 'device get: DEVICE is missing: name, username or id of the device'],
    [
      'device register A N',
      'device register: USERNAME is missing: the name with which it registers, over SIP and H.323',
    ],
    ['device get a b', 'device get: unexpected argument "b"; put quotation marks around text with spaces'],
    ['device get a --key rgk_x', `device get: Unknown option '--key'; did you mean "--key-file"?`],
    ['device list A --search', "device list: Option '--search <value>' argument missing"],
    ['device list A --limit 0', 'device list: --limit must be a number from 1 to 999999, not "0"'],
    ['device list A --limit 5 --all', 'device list: --limit and --all cannot be combined'],
    ['key create x', 'key create: --policy POLICY is missing'],
    ['user remove A', 'user remove: USER is missing: e-mail addresses or ids of users'],
  ])('is rejected with an explanation: %s', (line, message) =>
    expect(parsed(line)).toMatchObject({ kind: 'mistake', message }),
  );
});

describe('a typed value', () => {
  const world = {
    now: 1_700_000_000_000,
    readFile: async (path: string) => path,
    findAccount: async (name: string) => `id of ${name}`,
    findUser: async (email: string, account?: string) => `${email} of ${account}`,
    findNamed: async (kind: string, name: string) => `id of ${kind} ${name}`,
  };
  const read = (reader: Reader, text: string, before = {}): unknown => reader(text, world, before);

  it.each([
    ['30d', world.now + 30 * 86_400_000],
    ['12h', world.now + 12 * 3_600_000],
    ['2027-01-31', new Date(2027, 0, 31).getTime()],
    ['2027-01-31T09:30', new Date(2027, 0, 31, 9, 30).getTime()],
    ['2027-01-31 09:30', new Date(2027, 0, 31, 9, 30).getTime()],
    ['2027-01-31T09:30:00Z', Date.UTC(2027, 0, 31, 9, 30)],
  ])('%s is a time', (text, ms) => expect(read(inputs.timeAhead, text)).toBe(ms));

  it('for a past time counts back', () => expect(read(inputs.timeBack, '24h')).toBe(String(world.now - 86_400_000)));

  it.each(['', 'soon', '30', '30y', '2027-13-01', '31.01.2027', '1'])('%j is not a time', (text) =>
    expect(() => read(inputs.timeAhead, text)).toThrow('is not a time'),
  );

  it('may be a name instead of an id, and a user of the account named before', async () => {
    expect(await read(inputs.ACCOUNT.reads, 'Example Ltd')).toBe('id of Example Ltd');
    expect(await read(inputs.USER.reads, 'a@b', { account: '7' })).toBe('a@b of 7');
    expect(() => read(inputs.USER.reads, 'mary')).toThrow("neither an e-mail address nor a user's id");
    expect(await read(inputs.DEVICE.reads, 'room1')).toBe('id of device room1');
    expect(await read(inputs.MEETING.reads, 'Weekly')).toBe('id of meeting Weekly');
    expect(await read(inputs.KEY.reads, 'Booking')).toBe('id of key Booking');
    expect(() => read(inputs.JOB.reads, 'import')).toThrow(
      '"import" is not the id of a job; "roomgate device import-job" shows ids',
    );
  });

  it.each(['', '.', '..'])('%j is not part of a path', (text) => {
    expect(() => read(inputs.CALL.reads, text)).toThrow('is not a name');
    expect(() => read(inputs.POLICY.reads, text)).toThrow('is not a name');
  });

  it('may be one of the allowed words, in any case', () => {
    expect(read(inputs.oneOf('Plus', 'Pro'), 'pro')).toBe('Pro');
    expect(() => read(inputs.oneOf('Plus', 'Pro'), 'x')).toThrow('"x" is not one of Plus, Pro');
    const setting = inputs.settingOf({ remoteControl: ['on', 'off'] });
    expect(read(setting, 'remotecontrol=OFF')).toEqual({ remoteControl: 'off' });
    expect(() => read(setting, 'remoteControl')).toThrow('"" is not one of on, off');
    expect(() => read(setting, '__proto__=on')).toThrow('unknown setting "__proto__"; settings are remoteControl');
  });
});

describe('the address of the API', () => {
  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['https://Example.com/v1/', 'https://example.com'],
    ['https://example.com/roomgate/', 'https://example.com/roomgate'],
  ])('%s is %s', (text, url) => expect(checkedUrl(text)).toBe(url));

  it.each([
    '127.0.0.1:8080',
    'ftp://x',
    '',
    'https://a:b@example.com',
    'https://example.com/?x=1',
    'file:///etc/passwd',
  ])('%j is rejected', (text) => expect(() => checkedUrl(text)).toThrow(/address of/));

  it("is derived from the gateway's listener", () => {
    expect(urlOfListener({ host: '127.0.0.1', port: 8080, certificate: '' })).toBe('http://127.0.0.1:8080');
    expect(urlOfListener({ host: '0.0.0.0', port: 1, certificate: 'a.pem' })).toBe('https://127.0.0.1:1');
    expect(urlOfListener({ host: '::', port: 1, certificate: '' })).toBe('http://[::1]:1');
    expect(urlOfListener({ host: '127.0.0.1', port: null, certificate: '' })).toBeUndefined();
  });

  it('is unencrypted if others could read along', () => {
    expect(['http://10.0.0.1', 'http://example.com', 'http://127.0.0.1.example.com'].map(isInClear)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['https://10.0.0.1', 'http://127.0.0.1:8080', 'http://[::1]:1', 'http://localhost'].map(isInClear)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
