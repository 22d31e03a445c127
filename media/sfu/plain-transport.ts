/** mediasoup's end of a loopback path, with RTP and RTCP on one port. */
import type { types } from 'mediasoup';
import { LOOPBACK_ADDRESS, LOOPBACK_BUFFER } from '../edge/loopback.ts';

/** `port`: the port of our end. */
export async function openPlain(
  router: types.Router,
  portRange: types.TransportPortRange,
  port: number,
): Promise<types.PlainTransport> {
  const listenInfo = {
    protocol: 'udp',
    ip: LOOPBACK_ADDRESS,
    portRange,
    sendBufferSize: LOOPBACK_BUFFER,
    recvBufferSize: LOOPBACK_BUFFER,
  } as const;
  const transport = await router.createPlainTransport({ listenInfo, rtcpMux: true, comedia: false });
  await transport.connect({ ip: LOOPBACK_ADDRESS, port });
  return transport;
}
