/** The gateway's side of `bench:media`: a media plane with one worker and one bridge. Controlled by its parent. */
import { readdirSync, readFileSync } from 'node:fs';
import type { AgreedStream, AudioCodec, MediaMember, MediaPlane } from '../../media/port.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import { h264 } from '../media/fake-room.ts';
import { openTestPlane } from '../media/plane-fixture.ts';
import { benchKey } from './media-messages.ts';
import type { CodecName, Cpu, Load, Ports, ServerRequest, Usage } from './media-messages.ts';

const PORTS = { min: 20_000, max: 29_999 };
const HOST = '127.0.0.1';
const TICKS_PER_SECOND = 100;
const CODECS: Readonly<Record<CodecName, AudioCodec>> = {
  G722: { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 },
  PCMA: { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 },
};

let plane: MediaPlane | undefined;
let members: readonly MediaMember[] = [];

function stream(
  kind: 'audio' | 'video',
  port: number,
  codec: AgreedStream['sendCodec'],
  srtp: Load['srtp'],
): AgreedStream {
  const remote = { address: HOST, port };
  const feedback = kind === 'video' ? { ...NO_FEEDBACK, pli: true } : NO_FEEDBACK;
  return {
    kind,
    remoteRtp: remote,
    remoteRtcp: { address: HOST, port: port + 1 },
    receive: true,
    send: true,
    sendCodec: codec,
    receiveCodecs: [codec],
    feedback,
    ...(srtp && { security: { method: 'sdes', send: benchKey(srtp), receive: benchKey(srtp) } }),
  };
}

async function open({ codec, video, srtp }: Load, devices: readonly Ports[]): Promise<readonly Ports[]> {
  plane = await openTestPlane(PORTS, { drainTime: 100 });
  const bridge = await plane.openBridge('bench');
  const kinds = video ? (['audio', 'video'] as const) : (['audio'] as const);
  const joined: MediaMember[] = [];
  for (const [index, device] of devices.entries()) {
    const member = await bridge.addMember({ id: String(index), kinds, family: 4, cname: 'bench', onEvent: () => {} });
    const streams = [stream('audio', device.audio, CODECS[codec], srtp)];
    if (video) streams.push(stream('video', device.video, h264(1), srtp));
    await member.agree(streams);
    joined.push(member);
  }
  members = joined;
  return members.map(({ local }) => ({ audio: local.audio?.port ?? 0, video: local.video?.port ?? 0 }));
}

function cpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function cpu(): Cpu {
  let thread = 0;
  let sfu = 0;
  for (const task of readdirSync('/proc/self/task')) {
    const folder = `/proc/self/task/${task}`;
    if (readFileSync(`${folder}/comm`, 'utf8').startsWith('media-'))
      thread += cpuSeconds(readFileSync(`${folder}/stat`, 'utf8'));
    for (const pid of readFileSync(`${folder}/children`, 'utf8').trim().split(' ').filter(Boolean))
      sfu += cpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  }
  return { thread, sfu };
}

async function usage(): Promise<Usage> {
  const stats = await Promise.all(members.map(async (member) => member.stats()));
  const received = stats.flat().reduce((sum, { packetsReceived }) => sum + packetsReceived, 0);
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  return { rss, received };
}

async function execute(request: ServerRequest): Promise<unknown> {
  switch (request.op) {
    case 'open':
      return open(request.load, request.devices);
    case 'cpu':
      return cpu();
    case 'usage':
      return usage();
    case 'close':
      return plane?.close();
  }
}

process.on('message', (request: ServerRequest) => {
  void execute(request).then((result) => {
    process.send?.({ result: result ?? null });
    if (request.op === 'close') process.disconnect();
  });
});
