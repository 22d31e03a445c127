/** A media plane on the loopback with the real worker. */
import { fileURLToPath } from 'node:url';
import { openMediaPlane } from '../../media/index.ts';
import type { MediaPlane, MediaPlaneOptions } from '../../media/port.ts';

export const INSTALLED_WORKER = fileURLToPath(
  new URL('../../node_modules/mediasoup/worker/out/Release/mediasoup-worker', import.meta.url),
);

export async function openTestPlane(
  ports: { readonly min: number; readonly max: number },
  extra: Partial<MediaPlaneOptions> = {},
): Promise<MediaPlane> {
  return openMediaPlane({
    workers: 1,
    ports,
    listen: { v4: { address: '127.0.0.1' } },
    drainTime: 200,
    workerBinary: process.env['MEDIASOUP_WORKER_BIN'] ?? INSTALLED_WORKER,
    ...extra,
  });
}
