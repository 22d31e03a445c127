import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], exclude: string[] = [], timeout = 10_000, parallel = true) => ({
  test: {
    name,
    include,
    exclude,
    testTimeout: timeout,
    hookTimeout: Math.max(timeout, 30_000),
    pool: 'forks' as const,
    fileParallelism: parallel,
    expect: { poll: { timeout: 8_000 } },
  },
});

/**
 * `*.test.ts` is a unit test unless its name says otherwise. `*.slow.test.ts` are unit tests of several seconds, which
 * `npm run check` leaves out; long runs are `*.long.test.ts`.
 */
const special = [
  'test/**/*.slow.test.ts',
  'test/**/*.integration.test.ts',
  'test/**/*.long.test.ts',
  'test/e2e/**',
  'test/layering.test.ts',
];

/** Pure code, whose coverage has a floor: the core, the codecs and the state machines. */
const PURE = [
  'base/**/*.ts',
  'gateway/core/**/*.ts',
  'gateway/bfcp/{attribute,attributes,client,codec,fragment,framer,header,sdp,sdp-answer,server,session,source,transactions}.ts',
  'gateway/h224/**/*.ts',
  'gateway/h323/asn1/**/*.ts',
  'gateway/h323/{h225,h239,h245,q931,tpkt}/**/*.ts',
  'gateway/h323/ras/{admissions,answer-call,answer-registration,endpoint-machine,registrations,reply-cache,security}.ts',
  'gateway/sdp/**/*.ts',
  'gateway/sip/relayed-call/**/*.ts',
  'gateway/sip/stack/{message,transaction,dialog,call}/**/*.ts',
  'media/rtp/**/*.ts',
  'media/rtpengine/{bencode,message,sdp-lines}.ts',
  'media/srtp/**/*.ts',
  'media/video/**/*.ts',
  'media/edge/{latch,keyframe-limiter,liveness,rate-limits}.ts',
];

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: PURE,
      exclude: ['gateway/h323/asn1/generated/**'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 95 },
    },
    projects: [
      project('layering', ['test/layering.test.ts']),
      project('unit', ['test/**/*.test.ts'], special),
      project('slow', ['test/**/*.slow.test.ts'], [], 30_000),
      project('integration', ['test/**/*.integration.test.ts'], ['test/e2e/**'], 30_000, false),
      project('e2e', ['test/e2e/**/*.test.ts'], ['test/**/*.long.test.ts'], 60_000, false),
      project('long', ['test/**/*.long.test.ts'], [], 1_800_000, false),
    ],
  },
});
