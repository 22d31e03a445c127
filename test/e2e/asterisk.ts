/**
 * Asterisk 16 with chan_ooh323, an independent H.323 stack, as a device: it sends a tone and records what it hears.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asteriskCommand } from '../../scripts/setup/asterisk.ts';
import { writeAsteriskConfig, type AsteriskOptions } from './asterisk/config.ts';
import { eventually } from './gateway.ts';
import { runProgram } from './run.ts';

export type { AsteriskOptions, AsteriskPeer, DtmfMode } from './asterisk/config.ts';

export interface RunningAsterisk {
  readonly pid: number;
  /** The output of a console command. */
  command(line: string): Promise<string>;
  /**
   * Calls `number` at a peer, `9001@gateway`, or an address, `9001@127.0.0.2:1720`. Once answered it sends its
   * tone, or first keys in its `keys`.
   */
  call(target: string, extension?: 'talk' | 'enter'): Promise<void>;
  /** The names of its channels; with `state` only those in that state: `Ring`, `Up`. */
  channels(state?: string): Promise<readonly string[]>;
  hangUp(): Promise<void>;
  /** WAV files of the received audio, one for each call in order; complete once the call has ended. */
  heard(): readonly Uint8Array[];
  /** The logs of Asterisk and of the driver. */
  logs(): { readonly asterisk: string; readonly h323: string };
  stop(): Promise<void>;
}

/** Starts an instance, and waits until it accepts calls. */
export async function startAsterisk(options: AsteriskOptions): Promise<RunningAsterisk> {
  writeAsteriskConfig(options);
  const { folder } = options;
  const { program, args } = asteriskCommand();
  const config = join(folder, 'etc/asterisk.conf');
  const child = spawn(program, [...args, '-C', config, '-f', '-n'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString('latin1')));
  child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString('latin1')));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const command = async (line: string): Promise<string> =>
    (await runProgram(program, [...args, '-C', config, '-rx', line])).output;
  const asterisk: RunningAsterisk = {
    pid: child.pid!,
    command,
    call: async (target, extension = 'talk') => {
      const said = await command(`channel originate OOH323/${target} extension ${extension}@rooms`);
      if (/unable|no such/i.test(said)) throw new Error(`Cannot let Asterisk call ${target}: ${said}`);
    },
    channels: async (state) =>
      (await command('core show channels concise'))
        .split('\n')
        .map((line) => line.split('!'))
        .filter(([name, , , , now]) => name!.startsWith('OOH323/') && (state === undefined || now === state))
        .map(([name]) => name!),
    hangUp: async () => void (await command('channel request hangup all')),
    heard: () =>
      readdirSync(folder)
        .filter((name) => /^heard-.*\.wav$/.test(name))
        .sort()
        .map((name) => readFileSync(join(folder, name))),
    logs: () => ({ asterisk: output + read(join(folder, 'log/messages')), h323: read(join(folder, 'log/h323_log')) }),
    stop: async () => {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(kill);
    },
  };
  await ready(asterisk, ended, options);
  return asterisk;
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'latin1') : '');

async function ready(asterisk: RunningAsterisk, ended: Promise<void>, { h323Port }: AsteriskOptions): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  try {
    await eventually(async () => {
      if (over) throw new Error('it ended');
      const said = await asterisk.command('ooh323 show config');
      return said.includes(String(h323Port)) ? true : undefined;
    }, 30_000);
  } catch (error) {
    if (!over) await asterisk.stop();
    throw new Error(`Cannot start Asterisk: ${asterisk.logs().asterisk.slice(-3000)}`, { cause: error });
  }
}
