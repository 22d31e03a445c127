/** The composition root and the only place that ends the process. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { pino } from 'pino';
import { apiEnvironment, ConfigError, loadConfig } from '../config/load.ts';
import { runApiCommand, urlOfListener, recoverAdminKey, verifyAuditLog } from '../registry/index.ts';
import { systemClock } from '../base/system-clock.ts';
import { ProcessFaults } from './app/observe/process-faults.ts';
import { addDemo, type DemoPins } from './app/setup/demo.ts';
import { parseCommand } from './cli/parse.ts';
import type { Gateway } from './compose/gateway.ts';
import { portsText } from './cli/ports/index.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function start(configFile: string | undefined, demo: boolean): Promise<void> {
  const { config, file } = loadConfig(configFile);
  const log = pino({ level: config.log.level, base: { name: 'roomgate' } });
  // Loaded here so that the other commands start faster.
  const { startGateway } = await import('./compose/gateway.ts');
  const gateway = await startGateway(config, log);
  let signals = 0;
  const stop = (cause: string, code = 0): void => {
    signals += 1;
    // A second signal comes from an operator who does not want to wait.
    if (signals > 1) process.exit(1);
    const timeout = config.calls.drainTimeout * 1000;
    log.info({ cause, timeout }, 'draining');
    gateway.stop(timeout).then(
      () => process.exit(code),
      (error) => {
        log.fatal({ err: error }, 'cannot stop');
        process.exit(1);
      },
    );
  };
  const faults = new ProcessFaults({
    clock: systemClock,
    onFault: (error) => gateway.fault(error),
    onRepeated: () => stop('repeated faults', 1),
  });
  process.on('unhandledRejection', faults.handle);
  process.on('uncaughtException', faults.handle);
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGHUP', () => gateway.reloadCertificates());
  process.on('SIGINT', () => stop('SIGINT'));
  const key = (await gateway.opened.admin.hasApiKeys())
    ? undefined
    : await gateway.opened.admin.createApiKey('first start');
  const demoPins = demo ? await addDemo(gateway.opened) : undefined;
  say(readyText(gateway, config.domains[0], { file, key, demo: demoPins }));
}

interface Extras {
  readonly file: string | undefined;
  /** Prints the first API key, once. */
  readonly key: string | undefined;
  readonly demo: DemoPins | undefined;
}

function readyText(gateway: Gateway, domain: string | undefined, { file, key, demo }: Extras): string {
  const host = gateway.announced[0] ?? '127.0.0.1';
  const udp = gateway.sip.find(({ transport }) => transport === 'udp') ?? gateway.sip[0];
  const place = host.includes(':') ? `[${host}]` : host;
  const port = udp === undefined || udp.port === 5060 ? '' : `:${udp.port}`;
  const dial = demo?.pin ?? '<PIN>';
  return [
    'roomgate is ready',
    `  configuration  ${file ?? 'defaults (no roomgate.yaml here)'}`,
    `  dial           sip:${dial}@${place}${port}   or, where DNS points ${domain ?? 'your domain'} here, sip:${dial}@${domain ?? place}`,
    `  SIP            ${gateway.sip.map(({ transport, address, port: own }) => `${transport} ${address}:${own}`).join(', ')}`,
    ...(gateway.h323.length === 0
      ? []
      : [
          `  H.323          ${gateway.h323.map(({ address, port: own }) => `tcp ${address}:${own}`).join(', ')}${gateway.ras.map(({ address, port: own }) => `, RAS udp ${address}:${own}`).join('')}   (dial ${place}##${dial} or ${dial}@${place})`,
        ]),
    `  API            ${gateway.api ?? 'off'}   (/metrics, /healthz, /readyz, /v1/...)`,
    ...(key === undefined ? [] : [`  admin API key  ${key}   (shown this once; send it as Authorization: Bearer)`]),
    ...(demo === undefined ? [] : [`  demo meeting   PIN ${demo.pin}, host ${demo.hostPin}`]),
  ].join('\n');
}

/** Exit code 1 if a check failed. */
async function auditVerify(configFile: string | undefined): Promise<void> {
  const { config } = loadConfig(configFile);
  const verdict = await verifyAuditLog({ data: config.data, database: config.database.url });
  say(
    verdict.ok
      ? `The audit log is whole: ${verdict.records} records.`
      : `The audit log is not whole: record ${verdict.seq} ${verdict.problem === 'missing' ? 'is missing' : 'was changed'}.`,
  );
  if (!verdict.ok) process.exitCode = 1;
}

/** Prints a new key with full access; the gateway may be running. */
async function recoverKey(configFile: string | undefined): Promise<void> {
  const { config } = loadConfig(configFile);
  process.stdout.write(`${await recoverAdminKey({ data: config.data, database: config.database.url })}\n`);
  say(
    'This key has full access and is shown only this once. Revoke the lost one: roomgate key list, roomgate key revoke.',
  );
}

/** Runs a command over the API of a running gateway; returns the exit code. */
function overApi(args: readonly string[]): Promise<number> {
  const { api, key, folder } = apiEnvironment();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the output may have closed it, as `head` does.
    if (error.code === 'EPIPE') return;
    say(`roomgate: cannot write: ${error.message}`);
    process.exit(1);
  });
  return runApiCommand(args, {
    fetch,
    print: (output) => void process.stdout.write(output),
    say,
    columns: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
    now: Date.now,
    randomId: randomUUID,
    readFile: (path) => (path === '-' ? textOf(process.stdin) : readFile(resolve(folder, path), 'utf8')),
    api,
    key,
    configured: (file) => urlOfListener(loadConfig(file).config.api),
  });
}

async function version(): Promise<string> {
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.name) {
    case 'start':
      return start(command.config, command.demo);
    case 'check': {
      const { config, file } = loadConfig(command.config);
      process.exitCode = await (await import('./cli/check/index.ts')).runCheck(config, file, say);
      return undefined;
    }
    case 'ports':
      return void process.stdout.write(`${portsText(loadConfig(command.config).config, command.format)}\n`);
    case 'audit verify':
      return auditVerify(command.config);
    case 'key recover':
      return recoverKey(command.config);
    case 'decode': {
      const { captureOctets, runDecode } = await import('./cli/decode/index.ts');
      process.exitCode = await runDecode({
        ...command,
        chunks: captureOctets(command.file),
        output: process.stdout,
        say,
      });
      return undefined;
    }
    case 'api':
      process.exitCode = await overApi(command.args);
      return undefined;
    case 'help':
      process.stdout.write(`${command.text}\n`);
      return undefined;
    case 'version':
      process.stdout.write(`roomgate ${await version()}\n`);
      return undefined;
    case 'mistake':
      say(`roomgate: ${command.message}\n\n"roomgate help" lists all commands.`);
      process.exitCode = 2;
      return undefined;
    default:
      return command satisfies never;
  }
}

try {
  await main();
} catch (error) {
  say(`roomgate: ${explain(error)}`);
  process.exit(1);
}

/** Explains what an operator can do; prints a stack only for faults of ours. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EADDRINUSE')
    return `Cannot listen: ${message}. Another program has the port; choose others in roomgate.yaml.`;
  if (code === 'EACCES') return `Cannot listen: ${message}. The port needs rights that this user has not.`;
  return error instanceof Error ? (error.stack ?? message) : message;
}
