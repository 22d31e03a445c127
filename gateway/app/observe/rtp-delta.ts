import type { StreamStats } from '../../../media/port.ts';

/** Counts that not every stream has. They restart with their source, for example when codecs change. */
const OPTIONAL = ['tooHigh', 'recovered', 'resent', 'played', 'concealed', 'late', 'notAuthentic'] as const;

/** Computes the increase since the last report: counts as differences, jitter and delay as their latest values. */
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
