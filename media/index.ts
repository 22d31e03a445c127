/** Everything in the media plane that the gateway may use: its port's types and the functions that open it. */
export type * from './port.ts';
export { CRYPTO_SUITES, masterLength } from './srtp/suites.ts';
export { audioClip } from './audio/clip.ts';
export { readWav } from './audio/wav.ts';
export { NO_FEEDBACK } from './description.ts';
export { MediaError } from './errors.ts';
export { openMediaPlane } from './plane.ts';
export { parseInstance } from './rtpengine/instances.ts';
export { pingInstance } from './rtpengine/ping.ts';
export { tryMediaWorker } from './sfu/try-worker.ts';
export { RelayError } from './rtpengine/port.ts';
export { openRelay } from './rtpengine/relay.ts';
