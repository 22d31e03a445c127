import type { StreamStats } from '../../../media/port.ts';

/** Counts that not every stream has. They begin anew with its source, as when its codecs change. */
const OPTIONAL = ['tooHigh', 'recovered', 'resent', 'played', 'concealed', 'late', 'notAuthentic'] as const;

/** What has been added since the last report: counts are differences, jitter and delay are the newest. */
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
      ...Object.fromEntries(OPTIONAL.flatMap((name) => added(name, then[name], now[name]))),
      ...(now.targetDelay !== undefined && { targetDelay: now.targetDelay }),
    };
  });
}

function added(name: string, before = 0, now: number | undefined): readonly (readonly [string, number])[] {
  if (now === undefined) return [];
  return [[name, now < before ? now : now - before]];
}
