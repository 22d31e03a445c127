import { describe, expect, it } from 'vitest';
import { END_REASONS } from '../../../gateway/core/reason.ts';
import { digitOf, isKeyframeRequest, KEYFRAME_REQUEST, MEDIA_CONTROL } from '../../../gateway/sip/info.ts';
import { reasonHeader, reasonOf, refusalOf } from '../../../gateway/sip/status.ts';

describe('rejections', () => {
  it.each([
    ['unknown-pin', 404],
    ['address-incomplete', 484],
    ['meeting-locked', 403],
    ['meeting-full', 486],
    ['device-not-supported', 403],
    ['device-not-registered', 403],
    ['no-common-codec', 488],
    ['overload', 503],
    ['out-of-ports', 503],
    ['draining', 503],
  ] as const)('%s is %d', (reason, status) => {
    expect(refusalOf(reason).status).toBe(status);
  });

  it('state the reason in Warning and Reason, and every 503 has Retry-After', () => {
    for (const reason of END_REASONS) {
      const { status, headers } = refusalOf(reason);
      const names = headers?.map(([name]) => name);
      expect(names).toEqual(expect.arrayContaining(['Warning', 'Reason']));
      if (status === 503 && reason !== 'transport-failed') expect(names, reason).toContain('Retry-After');
      expect(headers?.find(([name]) => name === 'Warning')?.[1]).toMatch(/^3\d\d roomgate "[^"\\]+"$/);
    }
  });

  it('name the working protocol to a device that is not supported over SIP', () => {
    expect(refusalOf('device-not-supported').headers?.[0]?.[1]).toContain('H.323');
  });

  it('also give Reason headers of BYE', () => {
    expect(reasonHeader('shutdown')).toBe('SIP;cause=503;text="The gateway is shutting down"');
  });

  it('give no reason for an end that we initiated', () => {
    expect(reasonOf({ cause: 'local' })).toBeUndefined();
    expect(reasonOf({ cause: 'bye' })).toBe('hung-up');
  });
});

describe('INFO bodies', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', '5'],
    ['application/dtmf-relay', 'Signal= 10\r\n', '*'],
    ['application/dtmf-relay', 'signal=#\r\n', '#'],
    ['Application/DTMF; x=1', ' 7 \r\n', '7'],
    ['application/dtmf', '11', '#'],
    ['application/dtmf', 'a', 'A'],
    ['application/dtmf', '12', undefined],
    ['application/dtmf-relay', 'Duration=160', undefined],
    ['text/plain', '5', undefined],
  ])('%s %j is %s', (type, body, digit) => {
    expect(digitOf(type, body)).toBe(digit);
  });

  it('that request a keyframe are recognised', () => {
    expect(isKeyframeRequest(MEDIA_CONTROL, KEYFRAME_REQUEST)).toBe(true);
    expect(
      isKeyframeRequest(
        `${MEDIA_CONTROL};charset=utf-8`,
        '<media_control><vc_primitive><to_encoder><picture_fast_update></picture_fast_update></to_encoder></vc_primitive></media_control>',
      ),
    ).toBe(true);
    expect(isKeyframeRequest('text/xml', KEYFRAME_REQUEST)).toBe(false);
    expect(isKeyframeRequest(MEDIA_CONTROL, '<general_error>no</general_error>')).toBe(false);
  });
});
