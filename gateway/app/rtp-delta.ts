import type { StreamStats } from '../../media/index.ts';

/** What has been added since the last report: counts are differences, jitter is the newest. */
export function rtpDelta(before: readonly StreamStats[], after: readonly StreamStats[]): readonly StreamStats[] {
  return after.map((now) => {
    const then = before.find(({ kind }) => kind === now.kind);
    if (then === undefined) return now;
    return {
      kind: now.kind,
      packetsReceived: now.packetsReceived - then.packetsReceived,
      packetsSent: now.packetsSent - then.packetsSent,
      bytesReceived: now.bytesReceived - then.bytesReceived,
      bytesSent: now.bytesSent - then.bytesSent,
      packetsLost: now.packetsLost - then.packetsLost,
      jitter: now.jitter,
      packetsDiscarded: now.packetsDiscarded - then.packetsDiscarded,
      keyframesRequested: now.keyframesRequested - then.keyframesRequested,
    };
  });
}
