/** Devices in a bridge of the whole plane; time is measured by the packets that arrive every 20 ms. */
import type {
  AgreedStream,
  AudioCodec,
  H264Codec,
  MediaMember,
  MediaBridge,
  MemberEvent,
  TransportAddress,
} from '../../media/port.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import { audioAgreement, h264, openFakeStream, PCMU, until, videoAgreement } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';

export interface Visitor {
  readonly member: MediaMember;
  readonly stream: FakeStream;
  readonly events: MemberEvent[];
  /** Address to which the device sends its RTP. */
  readonly to: TransportAddress;
  agree(extra?: Partial<AgreedStream>): Promise<void>;
}

export interface VisitOptions {
  readonly codec?: AudioCodec | H264Codec;
  readonly waiting?: boolean;
  /** Address of the device's sockets. */
  readonly address?: string;
  readonly agreed?: Partial<AgreedStream>;
}

export const H264 = h264(1);

export async function visit(room: MediaBridge, id: string, options: VisitOptions = {}): Promise<Visitor> {
  const { codec = PCMU, waiting = false, address = '127.0.0.1' } = options;
  const events: MemberEvent[] = [];
  const member = await room.addMember({
    id,
    kinds: [codec.kind],
    family: 4,
    cname: 'g',
    waiting,
    onEvent: (event) => events.push(event),
  });
  const to = member.local[codec.kind];
  if (to === undefined) throw new Error(`no ${codec.kind}`);
  const stream = await openFakeStream(address);
  const agree = async (extra: Partial<AgreedStream> = {}): Promise<void> =>
    member.agree([
      codec.kind === 'audio'
        ? audioAgreement(stream, codec, extra)
        : videoAgreement(stream, codec, { ...NO_FEEDBACK, pli: true }, extra),
    ]);
  await agree(options.agreed);
  return { member, stream, events, to, agree };
}

/** Waits for `count` more packets, of 20 ms each. */
export async function packetsOf({ stream }: Pick<Visitor, 'stream'>, count: number): Promise<void> {
  const end = stream.packets.length + count;
  await until(`${count} packets`, () => stream.packets.length >= end, 2000 + count * 40);
}
