/** Signs of life on idle calls, as the device's profile demands. */
import { describe, expect, it } from 'vitest';
import { MultimediaSystemControlMessage } from '../../../../gateway/h323/asn1/index.ts';
import { decodeCallMessage } from '../../../../gateway/h323/h225/message.ts';
import type { KeepAlive } from '../../../../registry/port.ts';
import { nameOf, type Shape } from '../../../fakes/h323-room.ts';
import { GATEWAY, Harness, OURS, PROFILE } from '../harness.ts';

/** The messages that the gateway sends in twenty idle seconds: `signalling` or `h245`, and the message. */
async function signs(shape: Shape, keepAlive: KeepAlive | undefined): Promise<readonly string[]> {
  const harness = new Harness();
  harness.answer = (event) =>
    event.type === 'incoming' ? { type: 'accept', media: OURS, profile: { ...PROFILE, keepAlive } } : undefined;
  await harness.endpoint.listen();
  const room = harness.room({ shape });
  await harness.pass(100);
  const sent: string[] = [];
  harness.network.tap = (from, _, data) => {
    if (from.address !== GATEWAY.address) return;
    const [place, payload] = [from.port === GATEWAY.port ? 'signalling' : 'h245', data.subarray(4)];
    if (payload.length === 0) sent.push(`${place} tpkt`);
    else if (place === 'h245') sent.push(`h245 ${nameOf(MultimediaSystemControlMessage.decode(payload))}`);
    else sent.push(...messages(payload));
  };
  await harness.pass(20_000);
  expect(harness.told()).not.toContain('ended');
  room.hangUp();
  await harness.pass(20);
  return sent.slice(0, -1);
}

function messages(payload: Uint8Array): readonly string[] {
  const { q931, pdu } = decodeCallMessage(payload);
  const inside = (pdu?.h245Control ?? []).map((bytes) => nameOf(MultimediaSystemControlMessage.decode(bytes)));
  return [`signalling ${q931.type}${inside.length > 0 ? `[${inside.join(', ')}]` : ''}`];
}

describe('an idle call', () => {
  it.each([
    ['tunnelled', undefined, ['signalling facility[roundTripDelayRequest]']],
    ['tunnelled', 'facility', ['signalling facility']],
    ['tunnelled', 'tpkt', ['signalling tpkt']],
    ['tunnelled', 'status-inquiry', ['signalling statusInquiry']],
    ['separate', undefined, ['signalling tpkt', 'h245 roundTripDelayRequest']],
    ['separate', 'facility', ['signalling facility', 'h245 roundTripDelayRequest']],
    ['separate', 'tpkt', ['signalling tpkt', 'h245 tpkt']],
    ['separate', 'status-inquiry', ['signalling statusInquiry', 'h245 roundTripDelayRequest']],
    ['separate', 'round-trip', ['signalling tpkt', 'h245 roundTripDelayRequest']],
  ] as const satisfies readonly (readonly [Shape, KeepAlive | undefined, readonly string[]])[])(
    '%s, with the profile %s',
    async (shape, keepAlive, expected) => {
      expect(await signs(shape, keepAlive)).toEqual(expect.arrayContaining([...expected]));
    },
  );

  it('survives a path that cuts connections after 30 silent seconds', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const room = harness.room({ shape: 'separate' });
    let [cut, last] = [0, 0];
    const quiet = new Map<string, number>();
    harness.network.tap = (from, to) => void quiet.set([from.port, to.port].toSorted().join('-'), harness.clock.now());
    for (; last < 300; last++) {
      await harness.pass(1000);
      for (const [, at] of quiet) if (harness.clock.now() - at > 30_000) cut++;
    }
    expect(cut).toBe(0);
    expect(harness.told()).not.toContain('ended');
    room.hangUp();
    await harness.pass(20);
  });
});
