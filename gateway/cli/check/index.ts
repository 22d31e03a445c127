/** `roomgate check`: prints the configuration, and tests whether each component can be reached. */
import { printConfig } from '../../../config/load.ts';
import type { Config } from '../../../config/schema.ts';
import { urlOfListener } from '../../../registry/index.ts';
import { rulesHere } from '../ports/index.ts';
import { checkPorts } from './client-ports.ts';
import * as components from './components.ts';
import { checkCertificates, checkData } from './files.ts';
import { formatReport, isWrong, skipped, wrong, type Finding } from './report.ts';

type Check = (config: Config) => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>;

const CHECKS: readonly (readonly [part: string, check: Check])[] = [
  ['data folder', checkData],
  ['database', components.checkDatabase],
  ['certificates', (config) => checkCertificates(config, Date.now())],
  ['ports', async (config) => checkPorts(rulesHere(config), await isRunning(config))],
  ['mediasoup worker', components.checkWorker],
  ['rtpengine', components.checkRelays],
  ['drachtio-server', components.checkSipServers],
  [
    'gatekeeper',
    ({ h323 }) =>
      h323.gatekeeper.address === ''
        ? []
        : skipped(
            'gatekeeper',
            `whether ${h323.gatekeeper.address} takes us is seen at the start: roomgate_gatekeeper_events_total`,
          ),
  ],
  ['OpenID Connect issuer', components.checkIssuer],
  ['announced address', components.checkAddresses],
  ['names', components.checkNames],
  ['open files', components.checkOpenFiles],
];

async function isRunning({ api }: Config): Promise<boolean> {
  const url = urlOfListener(api);
  if (url === undefined) return false;
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(components.TIMEOUT) }).catch(
    () => undefined,
  );
  return response?.ok === true && (await response.text()).includes('roomgate_calls_active');
}

/** Runs all checks at once, each with its time limit; reports in a fixed order. */
export const findAll = async (config: Config): Promise<readonly Finding[]> =>
  (await Promise.all(CHECKS.map(([part, check]) => inTime(part, check, config)))).flat();

async function inTime(part: string, check: Check, config: Config): Promise<readonly Finding[]> {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const timer = setTimeout(
    () => resolve(wrong(part, `no answer within ${(2 * components.TIMEOUT) / 1000} s`)),
    2 * components.TIMEOUT,
  );
  try {
    return [await Promise.race([promise, (async () => check(config))()])].flat();
  } catch (error) {
    return [wrong(part, causeOf(error))];
  } finally {
    clearTimeout(timer);
  }
}

/** Only the cause explains a failed `fetch`; of several addresses, the first error counts. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${causeOf(error.cause)}`;
}

/** Returns the exit code. */
export async function runCheck(config: Config, file: string | undefined, say: (text: string) => void): Promise<number> {
  process.stdout.write(`# ${file ?? 'defaults: no roomgate.yaml here'}\n${printConfig(config)}\n`);
  const findings = await findAll(config);
  say(formatReport(findings));
  return isWrong(findings) ? 1 : 0;
}
