/** SIPp as a device. */
import { resolve } from 'node:path';
import { runProgram, type Finished } from './run.ts';

/** SIPp takes its RTP ports upwards from here; there is no option for it. */
export const SIPP_RTP_PORT = 6000;

export interface SippOptions {
  readonly scenario: string;
  readonly port: number;
  readonly gatewayPort: number;
  /** The dialled part before the @. */
  readonly dial: string;
  readonly transport?: 'udp' | 'tcp' | 'tls';
  readonly calls?: number;
  readonly perSecond?: number;
  /** The duration of a call in ms. */
  readonly hold?: number;
  /** The percentage of messages lost, in both directions. */
  readonly lost?: number;
  /** Seconds after which it ends in any case; default 60. */
  readonly giveUp?: number;
  /** The gateway's loopback address. */
  readonly host?: '127.0.0.1' | '::1';
  /** The loopback address that it calls from; by default the same. */
  readonly from?: string;
  readonly folder: string;
  readonly more?: readonly string[];
}

export function sipp(options: SippOptions): Promise<Finished> {
  const { host = '127.0.0.1', from = host, calls = 1, perSecond = 10, hold = 200, lost } = options;
  const args = [
    `${host.includes(':') ? `[${host}]` : host}:${options.gatewayPort}`,
    '-sf',
    `${resolve(import.meta.dirname, 'sipp', options.scenario)}.xml`,
    '-s',
    options.dial,
    '-i',
    from,
    '-mi',
    host,
    '-p',
    String(options.port),
    '-t',
    { udp: 'u1', tcp: 'tn', tls: 'ln' }[options.transport ?? 'udp'],
    '-m',
    String(calls),
    '-r',
    String(perSecond),
    '-d',
    String(hold),
    '-nostdin',
    '-trace_err',
    '-timeout',
    String(options.giveUp ?? 60),
    '-timeout_error',
    ...(options.transport !== undefined && options.transport !== 'udp' ? ['-max_socket', '2000'] : []),
    ...(lost === undefined ? [] : ['-lost', String(lost)]),
    ...(options.more ?? []),
  ];
  return runProgram('sipp', args, { cwd: options.folder });
}

/** The counts in SIPp's final screen. */
export function sippCounts({ output }: Finished): { readonly successful: number; readonly failed: number } {
  const last = (name: string): number =>
    Number(
      [...output.matchAll(new RegExp(`${name} call\\s+\\|\\s+\\d+\\s+\\|\\s+(\\d+)`, 'g'))].at(-1)?.[1] ?? Number.NaN,
    );
  return { successful: last('Successful'), failed: last('Failed') };
}
