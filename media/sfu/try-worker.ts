import * as mediasoup from 'mediasoup';

/** Starts a mediasoup worker and ends it. Returns its version; rejects if it cannot be started. */
export async function tryMediaWorker(): Promise<string> {
  const worker = await mediasoup.createWorker({ logLevel: 'none' });
  worker.close();
  return mediasoup.version;
}
