/** The used parts of rtpengine's answers to `query` and `statistics`. Any of them may be missing. */
import type { RelayedQuality } from './port.ts';

type Tree = Readonly<Record<string, unknown>>;

const treeOf = (value: unknown): Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** Seconds since its start. */
export const uptimeOf = (answer: unknown): number | undefined =>
  numberOf(treeOf(treeOf(treeOf(answer)['statistics'])['totalstatistics'])['uptime']);

/**
 * One entry per SSRC that RTCP reported on: MOS comes times ten, loss in per cent, jitter in ms, the round trip in
 * µs.
 */
export function qualityOf(answer: unknown): readonly RelayedQuality[] {
  return Object.values(treeOf(treeOf(answer)['SSRC'])).flatMap((entry) => {
    const average = treeOf(treeOf(entry)['average MOS']);
    const [loss, jitter] = [numberOf(average['packet loss']), numberOf(average['jitter'])];
    if (loss === undefined || jitter === undefined || numberOf(average['samples']) === 0) return [];
    const [mos, roundTrip] = [numberOf(average['MOS']), numberOf(average['round-trip time'])];
    return [
      {
        loss: loss / 100,
        jitter: jitter / 1000,
        ...(mos !== undefined && mos > 0 && { mos: mos / 10 }),
        ...(roundTrip !== undefined && roundTrip > 0 && { roundTrip: roundTrip / 1e6 }),
      },
    ];
  });
}

/** Unix time in seconds of the last packet from the device; undefined if no stream of the device can send. */
export function lastPacketOf(answer: unknown, tag: string): number | undefined {
  const medias = listOf(treeOf(treeOf(treeOf(answer)['tags'])[tag])['medias']).map(treeOf);
  // `recv`: rtpengine accepts what the device sends, so it is not on hold.
  const times = medias
    .filter(({ flags }) => listOf(flags).includes('recv'))
    .flatMap(({ streams }) => listOf(streams).map((stream) => numberOf(treeOf(stream)['last packet'])))
    .filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}
