/** The command: its output, and its exit code. */
import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../../gateway/cli/parse.ts';
import { runDecode } from '../../../../gateway/cli/decode/index.ts';
import { ethernet, pcapFile, stamp, udp } from './capture-writer.ts';
import { busy, gatekeeperReject, GATEWAY, ROOM } from './messages.ts';

const file = pcapFile(
  stamp([
    ethernet(udp({ ...GATEWAY, port: 1719 }, ROOM, gatekeeperReject)),
    ethernet(udp(ROOM, { ...GATEWAY, port: 5060 }, busy)),
  ]),
);

async function run(
  chunks: AsyncIterable<Uint8Array>,
  output?: Writable,
): Promise<{ code: number; written: string; said: readonly string[] }> {
  let written = '';
  const said: string[] = [];
  const into = output ?? new Writable({ write: (chunk: Buffer, _, done) => ((written += chunk.toString()), done()) });
  const code = await runDecode({
    file: 'site.pcap',
    chunks,
    showSecrets: false,
    output: into,
    say: (text) => void said.push(text),
  });
  return { code, written, said };
}

describe('roomgate decode', () => {
  it('writes one JSON object per line', async () => {
    const { code, written, said } = await run(Readable.from([file.subarray(0, 50), file.subarray(50)]));
    expect([code, said]).toEqual([0, []]);
    const [first, second, end] = written.split('\n');
    expect(Object.keys(JSON.parse(first!) as object)).toEqual([
      'frame',
      'time',
      'protocol',
      'message',
      'ok',
      'error',
      'source',
      'destination',
      'value',
    ]);
    expect(JSON.parse(second!)).toMatchObject({
      frame: 2,
      time: '2023-11-14T22:13:20.001000Z',
      protocol: 'sip',
      message: 'SIP/2.0 486 Busy Here',
      ok: true,
      error: null,
    });
    expect(end).toBe('');
  });

  it('reports a truncated capture, and prints the complete messages', async () => {
    const { code, written, said } = await run(Readable.from([file.subarray(0, -3)]));
    expect([code, said]).toEqual([0, ['roomgate: site.pcap: the capture ends inside a record, after frame 1']]);
    expect(written.split('\n')).toHaveLength(2);
  });

  it('fails with one line if the file is not a capture', async () => {
    expect(await run(Readable.from([Buffer.from('no capture')]))).toEqual({
      code: 2,
      written: '',
      said: ['roomgate: Cannot decode site.pcap: not a pcap or pcapng capture'],
    });
  });

  it('fails on an unreadable file', async () => {
    const missing = new Readable({ read: () => undefined }).destroy(
      Object.assign(new Error('gone'), { code: 'ENOENT' }),
    );
    expect(await run(missing)).toEqual({
      code: 2,
      written: '',
      said: ['roomgate: Cannot decode site.pcap: no such file'],
    });
  });

  it('prints the messages before the damage, and fails', async () => {
    const bad = Buffer.concat([file, Buffer.alloc(16, 0xff)]);
    const { code, written, said } = await run(Readable.from([bad]));
    expect(code).toBe(2);
    expect(said).toEqual([
      expect.stringMatching(
        /^roomgate: Cannot decode site\.pcap: the capture is damaged at octet \d+: a packet of 4294967295 octets$/,
      ),
    ]);
    expect(written).not.toBe('');
  });

  it('ends quietly when the reader has gone', async () => {
    const gone = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    expect(await run(Readable.from([file, file.subarray(24)]), gone)).toMatchObject({ code: 0, said: [] });
  });
});

describe('its arguments', () => {
  it.each([
    [['decode', 'a.pcap'], { name: 'decode', file: 'a.pcap', showSecrets: false }],
    [['decode', '--show-secrets', '-'], { name: 'decode', file: '-', showSecrets: true }],
    [['decode'], { name: 'mistake', message: 'decode: FILE is missing' }],
    [['decode', 'a', 'b'], { name: 'mistake', message: 'decode: unexpected argument "b"' }],
    [['decode', '--all', 'a'], { name: 'mistake', message: "decode: Unknown option '--all'" }],
  ])('%j', (args, command) => expect(parseCommand(args)).toEqual(command));
});
