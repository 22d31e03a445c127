/** The command line, parsed; and what it says. */
import { API_HELP, isApiCommand } from '../../registry/index.ts';
import { PORT_FORMATS, type PortFormat } from './ports/format.ts';

export type Command =
  | { readonly name: 'start'; readonly config: string | undefined; readonly demo: boolean }
  | { readonly name: 'check'; readonly config: string | undefined }
  | { readonly name: 'ports'; readonly config: string | undefined; readonly format: PortFormat }
  | { readonly name: 'decode'; readonly file: string; readonly showSecrets: boolean }
  | { readonly name: 'audit verify'; readonly config: string | undefined }
  | { readonly name: 'api'; readonly args: readonly string[] }
  | { readonly name: 'help' }
  | { readonly name: 'mistake'; readonly message: string };

export const HELP = `roomgate: lets conference-room systems into meetings.

  roomgate start [--config FILE] [--demo]   run the gateway; --demo adds a meeting to try a call with
  roomgate check [--config FILE]            print the configuration that would be used, secrets masked, and try whether
                                            each component is in reach; exit code 1 when something is wrong
  roomgate ports [--config FILE] [--format table|nftables]
                                            print what a firewall must let through
  roomgate decode FILE [--show-secrets]     print the H.323 and SIP messages of a capture (pcap, pcapng; - is the standard input),
                                            one JSON object a line; what was dialled, aliases, keys pressed, user parts of
                                            URIs and credentials are *** unless --show-secrets
  roomgate audit verify [--config FILE]     check that no record of the audit log was changed, taken out or put in
  roomgate help                             this text

The configuration is roomgate.yaml in this folder (or --config), and ROOMGATE_... variables;
config/roomgate.example.yaml lists every key.

${API_HELP}`;

const isHelp = (word: string): boolean => word === 'help' || word === '--help' || word === '-h';

export function parseCommand(args: readonly string[]): Command {
  const isVerify = args[0] === 'audit' && args[1] === 'verify';
  if (isApiCommand(args) && !isVerify) return { name: 'api', args };
  const [name = 'help', ...rest] = isVerify ? ['audit verify', ...args.slice(2)] : args;
  if (isHelp(name) || rest.includes('--help') || rest.includes('-h')) return { name: 'help' };
  if (name === 'decode') return parseDecode(rest);
  if (name !== 'start' && name !== 'check' && name !== 'ports' && name !== 'audit verify')
    return { name: 'mistake', message: `unknown command ${JSON.stringify(name)}` };
  let config: string | undefined;
  let demo = false;
  let format: PortFormat = 'table';
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '--config' && rest[at + 1] !== undefined) config = rest[++at];
    else if (rest[at] === '--format' && name === 'ports') {
      const found = PORT_FORMATS.find((known) => known === rest[at + 1]);
      if (found === undefined)
        return { name: 'mistake', message: `ports: --format is one of ${PORT_FORMATS.join(', ')}` };
      format = found;
      at++;
    } else if (rest[at] === '--demo' && name === 'start') demo = true;
    else return { name: 'mistake', message: `${name}: there is no option ${JSON.stringify(rest[at])}` };
  }
  if (name === 'start') return { name, config, demo };
  return name === 'ports' ? { name, config, format } : { name, config };
}

function parseDecode(args: readonly string[]): Command {
  const mistake = args.find((arg) => arg.startsWith('-') && arg !== '-' && arg !== '--show-secrets');
  if (mistake !== undefined)
    return { name: 'mistake', message: `decode: there is no option ${JSON.stringify(mistake)}` };
  const [file, ...more] = args.filter((arg) => arg !== '--show-secrets');
  if (file === undefined || more.length > 0) return { name: 'mistake', message: 'decode: one FILE is wanted' };
  return { name: 'decode', file, showSecrets: args.includes('--show-secrets') };
}
