/** The SIPp scenarios, over UDP and TCP, with and without loss, against one gateway. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { sipp, sippCounts, type SippOptions } from './sipp.ts';

let gateway: RunningGateway;
let folder: string;
let nextPort = 13_000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roomgate-sipp-'));
  gateway = await startGateway({
    config: { sip: { inviteRate: 100_000, inviteBurst: 100_000 }, media: { drainTime: 0 } },
  });
});
afterAll(async () => {
  const code = await gateway.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
  expect(code).toBe(0);
});

const run = async (options: Partial<SippOptions> & Pick<SippOptions, 'scenario'>) => {
  const finished = await sipp({
    port: nextPort++,
    gatewayPort: gateway.sipPort,
    dial: gateway.pin,
    folder,
    ...options,
  });
  return { ...sippCounts(finished), output: finished.output };
};

/** The scenario with some words replaced. */
function filled(scenario: string, replacements: Readonly<Record<string, string>>): string {
  const xml = readFileSync(join(import.meta.dirname, 'sipp', `${scenario}.xml`), 'utf8');
  const file = join(folder, `${scenario}-${nextPort}`);
  writeFileSync(
    `${file}.xml`,
    Object.entries(replacements).reduce((text, [from, to]) => text.replaceAll(from, to), xml),
  );
  return file;
}

interface Made {
  readonly id: string;
  readonly pin: string;
}
async function newMeeting(more: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const { accounts } = await gateway.call<{ accounts: { id: string }[] }>('GET', '/v1/accounts');
  return gateway.call<Made>('POST', `/v1/accounts/${accounts[0]!.id}/meetings`, { title: 'Test', ...more });
}

describe('calls of SIPp', () => {
  it.each<[string, Partial<SippOptions> & Pick<SippOptions, 'scenario'>]>([
    ['100 calls over UDP', { scenario: 'call', calls: 100, perSecond: 50 }],
    ['100 calls over TCP, a connection each', { scenario: 'call', transport: 'tcp', calls: 100, perSecond: 50 }],
    ['50 calls over UDP with 10 % of messages lost', { scenario: 'call', calls: 50, perSecond: 25, lost: 10 }],
    ['late offers', { scenario: 'late-offer', calls: 10 }],
    ['late offers over TCP', { scenario: 'late-offer', transport: 'tcp', calls: 10 }],
    ['hold and resume', { scenario: 'hold', calls: 10 }],
    ['UPDATE and session timers', { scenario: 'update', calls: 10 }],
    ['UPDATE over TCP', { scenario: 'update', transport: 'tcp', calls: 10 }],
    ['INFO, MESSAGE and OPTIONS', { scenario: 'info', calls: 10 }],
  ])('%s succeed', async (_name, options) => {
    const { successful, failed, output } = await run(options);
    expect({ successful, failed }, output.slice(-3000)).toEqual({ successful: options.calls, failed: 0 });
  });

  it('move to another meeting on REFER', async () => {
    const other = await newMeeting();
    const { successful, failed, output } = await run({
      scenario: filled('transfer', { TARGET: other.pin }),
      calls: 3,
      hold: 300,
    });
    expect({ successful, failed }, output.slice(-3000)).toEqual({ successful: 3, failed: 0 });
    const records = await eventually(async () => {
      const { calls } = await gateway.call<{ calls: { meeting_id: string }[] }>('GET', '/v1/calls?limit=10');
      const moved = calls.filter(({ meeting_id }) => meeting_id === other.id);
      return moved.length === 3 ? moved : undefined;
    });
    expect(records).toHaveLength(3);
  });

  it('register with digest', async () => {
    const { accounts } = await gateway.call<{ accounts: { id: string }[] }>('GET', '/v1/accounts');
    const device = await gateway.call<{ password: string }>('POST', `/v1/accounts/${accounts[0]!.id}/devices`, {
      name: 'Room 1',
      username: 'room1',
    });
    // A device puts the URI of the request itself there.
    const more = ['-auth_uri', 'meet.chime.in'];
    for (const transport of ['udp', 'tcp'] as const) {
      const good = await run({
        scenario: filled('register', { PASSWORD: device.password }),
        dial: 'room1',
        transport,
        more,
      });
      expect({ successful: good.successful, failed: good.failed }, good.output.slice(-3000)).toEqual({
        successful: 1,
        failed: 0,
      });
    }
    const bad = await run({ scenario: filled('register', { PASSWORD: 'wrong' }), dial: 'room1', more });
    expect(bad.failed).toBe(1);
  });
});

describe('no PIN, or no passcode', () => {
  it.each(['no PIN', 'no passcode'])('%s: the call is answered, and asks for it', async (what) => {
    const dial = what === 'no PIN' ? 'meet' : (await newMeeting({ passcode: '4711' })).pin;
    const { successful, failed, output } = await run({ scenario: 'call', dial });
    expect({ successful, failed }, output.slice(-3000)).toEqual({ successful: 1, failed: 0 });
  });
});

describe('rejections', () => {
  const refused = async (status: number, dial: string): Promise<void> => {
    const { successful, failed, output } = await run({ scenario: filled('refused', { STATUS: String(status) }), dial });
    expect({ successful, failed }, output.slice(-3000)).toEqual({ successful: 1, failed: 0 });
  };

  it('404: an unknown PIN', () => refused(404, '0000000000'));
  it('404: a name', () => refused(404, 'alice'));
  it('404 for a wrong passcode and for an unknown PIN alike', async () => {
    const { pin } = await newMeeting({ passcode: '4711' });
    await refused(404, `${pin}.4712`);
    const { successful } = await run({ scenario: 'call', dial: `${pin}.4711` });
    expect(successful).toBe(1);
  });
  it('403: a locked meeting', async () => {
    const { id, pin } = await newMeeting();
    await gateway.call('PATCH', `/v1/meetings/${id}`, { locked: true });
    await refused(403, pin);
  });
  it('410: a meeting that has ended', async () => {
    const { id, pin } = await newMeeting();
    await gateway.call('PATCH', `/v1/meetings/${id}`, { ended: true });
    await refused(410, pin);
  });
});

describe('afterwards', () => {
  it('nothing is left behind', async () => {
    let sizes: readonly number[] = [];
    const done = eventually(async () => {
      const metrics = await gateway.metrics();
      const value = (name: string): number => metrics.get(name) ?? Number.NaN;
      sizes = [
        value('roomgate_calls_active'),
        value('roomgate_meetings_active'),
        value('roomgate_media_ports{state="used"}'),
        value('roomgate_media_worker_members{worker="0"}'),
      ];
      return sizes.every((size) => size === 0) ? sizes : undefined;
      // Under loss SIPp may leave before its ACK or BYE has arrived: the 200 is repeated for 32 s, then we send
      // BYE.
    }, 100_000);
    await done.catch(() => undefined);
    expect(sizes).toEqual([0, 0, 0, 0]);
  }, 120_000);

  it('no fault was counted', async () => {
    expect((await gateway.metrics()).get('roomgate_errors_total')).toBe(0);
  });
});
