/** H.460.19: devices behind NAT that keep the path of their media open. */
import { describe, expect, it } from 'vitest';
import { TraversalParameters, type H225, type H245 } from '../../../gateway/h323/asn1/index.ts';
import { fromH245Address, toH245Address } from '../../../gateway/h323/address.ts';
import { keepAliveInformation, keepAlivePayloadType } from '../../../gateway/h323/h46019.ts';
import { sinkOf } from '../../../gateway/h323/h245/incoming-channel.ts';
import { contentCall, OUR_CAMERA, OUR_CONTENT } from './content.ts';
import { Harness } from './harness.ts';

const AT = { address: '192.0.2.1', port: 20_000 };
const FEATURE: H225.FeatureDescriptor = { id: { standard: 19 } };

const information = (parameters: Parameters<typeof TraversalParameters.encode>[0]): H245.GenericInformation => ({
  messageIdentifier: { standard: '0.0.8.460.19.0.1' },
  messageContent: [
    { parameterIdentifier: { standard: 1 }, parameterValue: { octetString: TraversalParameters.encode(parameters) } },
  ],
});

async function featureOf(setup: Partial<H225.SetupUUIE>): Promise<readonly (H225.FeatureSet | undefined)[]> {
  const harness = new Harness();
  await harness.endpoint.listen();
  const features: (H225.FeatureSet | undefined)[] = [];
  harness.room({
    setup,
    onMessage: ({ pdu }) => {
      const body = pdu?.['h323-message-body'] ?? { empty: null };
      if ('callProceeding' in body) features.push(body.callProceeding.featureSet);
      if ('connect' in body) features.push(body.connect.featureSet);
    },
  });
  await harness.pass(50);
  return features;
}

describe('media traversal', () => {
  it('is offered only to a device that supports it, with us as the server', async () => {
    const server = {
      replacementFeatureSet: false,
      supportedFeatures: [{ id: { standard: 19 }, parameters: [{ id: { standard: 2 } }] }],
    };
    expect(await featureOf({ supportedFeatures: [FEATURE] })).toEqual([server, server]);
    expect(await featureOf({ desiredFeatures: [FEATURE] })).toEqual([server, server]);
    expect(await featureOf({})).toEqual([undefined, undefined]);
  });

  it('announces the address for keep-alives in our channels', () => {
    const [parameter] = keepAliveInformation(AT).messageContent ?? [];
    const value = parameter?.parameterValue;
    const { keepAliveChannel, keepAliveInterval } = TraversalParameters.decode(
      value !== undefined && 'octetString' in value ? value.octetString : new Uint8Array(),
    );
    expect([fromH245Address(keepAliveChannel), keepAliveInterval]).toEqual([AT, 19]);
  });

  it('also covers shared screens and cameras, which announce their keep-alive addresses', async () => {
    const call = await contentCall({ setup: { supportedFeatures: [FEATURE] } });
    call.harness.legs[0]?.leg.command({ type: 'showContent', on: true });
    await call.harness.pass(20);
    const channels = call.room.room.heard.flatMap((message) => {
      const open =
        'request' in message && 'openLogicalChannel' in message.request
          ? message.request.openLogicalChannel
          : undefined;
      const value = open?.genericInformation?.[0]?.messageContent?.[0]?.parameterValue;
      return value !== undefined && 'octetString' in value
        ? [fromH245Address(TraversalParameters.decode(value.octetString).keepAliveChannel)?.port]
        : [];
    });
    expect(channels).toEqual([20_000, 20_002, OUR_CAMERA.port, OUR_CONTENT.port]);
  });

  it('reads the payload type of keep-alives, and ignores an unreadable one', () => {
    expect(keepAlivePayloadType([information({ keepAlivePayloadType: 127 })])).toBe(127);
    expect(keepAlivePayloadType([information({ keepAliveInterval: 20 })])).toBeUndefined();
    expect(
      keepAlivePayloadType([
        {
          messageIdentifier: { standard: '0.0.8.460.19.0.1' },
          messageContent: [
            { parameterIdentifier: { standard: 1 }, parameterValue: { octetString: Uint8Array.of(0xff) } },
          ],
        },
      ]),
    ).toBeUndefined();
    expect(keepAlivePayloadType(undefined)).toBeUndefined();
    const ack = {
      forwardLogicalChannelNumber: 1,
      forwardMultiplexAckParameters: { h2250LogicalChannelAckParameters: { mediaChannel: toH245Address(AT) } },
      genericInformation: [information({ keepAlivePayloadType: 126 })],
    };
    expect(sinkOf(ack).sink).toEqual({ rtp: AT, rtcp: { ...AT, port: 20_001 }, keepAlivePayloadType: 126 });
  });
});
