import { describe, expect, it } from 'vitest';
import { BencodeError, decodeBencode, encodeBencode, type Bencoded } from '../../../media/rtpengine/bencode.ts';

const decode = (text: string): Bencoded => decodeBencode(Buffer.from(text));
const kindOf = (text: string): string => {
  try {
    decode(text);
    return 'ok';
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error;
    return `${error.kind} at ${error.offset}`;
  }
};

const MESSAGE = {
  command: 'offer',
  'call-id': 'ä-1',
  n: -7,
  replace: ['origin'],
  codec: { transcode: ['opus', 'G722'] },
};
const TEXT = 'd7:call-id4:ä-15:codecd9:transcodel4:opus4:G722ee7:command5:offer1:ni-7e7:replacel6:originee';

describe('bencode', () => {
  it('writes the keys of a dictionary in order and counts octets, not characters', () => {
    expect(encodeBencode({ ...MESSAGE, absent: undefined })).toBe(TEXT);
  });

  it('reads what it writes', () => {
    expect(decode(TEXT)).toEqual(MESSAGE);
    expect([decode('i0e'), decode('0:'), decode('le'), decode('de')]).toEqual([0, '', [], {}]);
  });

  it('asks for more at every offset at which a message is cut', () => {
    const octets = Buffer.from(TEXT);
    for (let length = 0; length < octets.length; length++)
      expect(() => decodeBencode(octets.subarray(0, length))).toThrow(BencodeError);
  });

  it.each([
    ['', 'need-more at 0'],
    ['5:four', 'need-more at 6'],
    ['i12', 'need-more at 3'],
    ['ie', 'malformed at 1'],
    ['i1-2e', 'malformed at 2'],
    ['i99999999999999999999e', 'malformed at 1'],
    ['-1:x', 'malformed at 3'],
    ['x', 'malformed at 0'],
    ['d1:ae', 'malformed at 4'],
    ['i1ei2e', 'malformed at 3'],
    ['l'.repeat(40), 'unsupported at 33'],
  ])('rejects %j: %s', (text, expected) => {
    expect(kindOf(text)).toBe(expected);
  });

  it('refuses to encode a fraction', () => {
    expect(() => encodeBencode(1.5)).toThrow(RangeError);
  });
});
