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
    [[]],
    [['help']],
    [['--help']],
    [['-h']],
    [['start', '--help']],
    [['audit', 'verify', '-h']],
    [['help', 'start']],
  ])('shows help for %j', (args) => expect(parseCommand(args)).toEqual({ name: 'help' }));

  it('rejects an unknown command', () =>
    expect(parseCommand(['devices'])).toEqual({ name: 'mistake', message: 'unknown command "devices"' }));

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
