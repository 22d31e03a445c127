import { describe, expect, it } from 'vitest';
import { HELP, parseCommand } from '../../../gateway/cli/parse.ts';

describe('the command line', () => {
  it('starts, checks and verifies', () => {
    expect(parseCommand(['start', '--demo', '--config', 'a.yaml'])).toEqual({
      name: 'start',
      config: 'a.yaml',
      demo: true,
    });
    expect(parseCommand(['check'])).toEqual({ name: 'check', config: undefined });
    expect(parseCommand(['audit', 'verify', '--config', 'a.yaml'])).toEqual({ name: 'audit verify', config: 'a.yaml' });
    expect(parseCommand(['ports'])).toEqual({ name: 'ports', config: undefined, format: 'table' });
    expect(parseCommand(['ports', '--format', 'nftables', '--config', 'a.yaml'])).toEqual({
      name: 'ports',
      config: 'a.yaml',
      format: 'nftables',
    });
    expect(parseCommand(['ports', '--format', 'ufw'])).toMatchObject({ name: 'mistake' });
    expect(parseCommand(['check', '--format', 'table'])).toMatchObject({ name: 'mistake' });
    expect(parseCommand(['audit', 'verify', '--demo'])).toMatchObject({ name: 'mistake' });
  });

  it.each([
    [['device', 'list', 'A']],
    [['audit', 'list']],
    [['audit']],
    [['audit', '--help']],
    [['help', 'device']],
    [['key', 'create', '--help']],
  ])('leaves %j to the API commands', (args) => {
    expect(parseCommand(args)).toEqual({ name: 'api', args });
  });

  it.each([
    [[], HELP],
    [['help'], HELP],
    [['--help'], HELP],
    [['-h'], HELP],
    [['start', '--help'], 'roomgate start'],
    [['audit', 'verify', '-h'], 'roomgate audit verify'],
    [['key', 'recover', '-h'], 'roomgate key recover'],
    [['help', 'start'], 'roomgate start'],
  ])('shows help for %j', (args, text) =>
    expect(parseCommand(args)).toEqual({ name: 'help', text: expect.stringContaining(text) }),
  );

  it('prints its version', () => {
    for (const word of ['--version', '-V', 'version']) expect(parseCommand([word])).toEqual({ name: 'version' });
  });

  it.each([
    [['devices'], 'unknown command "devices"; did you mean "device"?'],
    [['strat'], 'unknown command "strat"; did you mean "start"?'],
    [['xyzzy'], 'unknown command "xyzzy"'],
    [['start', '--confg', 'a'], `start: Unknown option '--confg'; did you mean "--config"?`],
    [['ports', '--format', 'ufw'], 'ports: --format must be one of table, nftables'],
    [['decode'], 'decode: FILE is missing'],
    [['decode', 'a', 'b'], 'decode: unexpected argument "b"'],
    [['check', 'now'], 'check: unexpected argument "now"'],
  ])('rejects %j with what to do', (args, message) => expect(parseCommand(args)).toEqual({ name: 'mistake', message }));

  it('lists all commands in the help', () => {
    for (const words of [
      'roomgate start',
      'roomgate audit verify',
      'roomgate device ',
      'ROOMGATE_API_KEY',
      '--key-file',
      'Exit codes:',
    ])
      expect(HELP).toContain(words);
  });
});
