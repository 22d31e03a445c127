/**
 * Every field of the schemas that contains text, or octets of any length, is either masked or known to contain no
 * secret.
 */
import { describe, expect, it } from 'vitest';
import { hideInH225, hideInH245, maskText, type Hide } from '../../../../gateway/cli/decode/secrets.ts';
import { maskHeader, maskStartLine, maskUris } from '../../../../gateway/cli/decode/sip-secrets.ts';
import type { StringSchema, TypeSchema } from '../../../../gateway/h323/asn1/schema.ts';
import { modules } from '../../h323/asn1/modules.ts';

/**
 * Reviewed one by one: names of gatekeepers, circuits and networks, media, versions, and fields that are decoded
 * further.
 */
const OPEN = {
  h225: [
    'amountString',
    'carrierIdentificationCode',
    'carrierName',
    'cic',
    'clearSalt',
    'cname',
    'domainBased',
    'endpointIdentifier',
    'fastStart',
    'gatekeeperId',
    'gatekeeperIdentifier',
    'group',
    'h245Control',
    'hplmn',
    'iv',
    'language',
    'mid',
    'mscid',
    'nsap',
    'parallelH245Control',
    'pointCode',
    'productId',
    'protocolType',
    'protocolVariant',
    'sid',
    'soc',
    'subIdentifier',
    'supportedH248Packages',
    'versionId',
    'vplmn',
  ],
  h245: [
    'audioTelephoneEvent',
    'connectionInformation',
    'domainBased',
    'fingerprint',
    'hashFunction',
    'iv',
    'label',
    'nonCollapsingRaw',
    'nsap',
    'nsapAddress',
    'productNumber',
    'programDescriptors',
    'protocol',
    'sessionDescription',
    'setupInformation',
    'streamDescriptors',
    'versionNumber',
  ],
};

const isText = (type: TypeSchema): type is StringSchema => typeof type === 'object' && type.is.endsWith('String');

function* leaves(module: string, type: TypeSchema, field: string, seen: Set<string>): Generator<string> {
  if (typeof type === 'string') {
    if (type === 'OCTET STRING' || type.endsWith('String')) return yield field;
    const [other = module, name = type] = type.includes(':') ? type.split(':') : [module, type];
    const inner = (modules as Readonly<Record<string, Readonly<Record<string, TypeSchema>>>>)[other]?.[name];
    const key = `${other}:${name} ${field}`;
    if (inner === undefined || seen.has(key)) return;
    seen.add(key);
    yield* leaves(other, inner, field, seen);
  } else if (type.is === 'LIST') yield* leaves(module, type.of, field, seen);
  else if (type.is === 'SEQUENCE' || type.is === 'CHOICE')
    for (const [name, inner] of [...type.of, ...(type.more ?? [])]) yield* leaves(module, inner, name, seen);
  else if (type.is === 'OPEN') yield field;
  // Octets of a fixed length are identifiers and addresses.
  else if (type.is === 'OCTET STRING' || isText(type))
    if (type.min === undefined || type.min !== type.max || isText(type)) yield field;
}

const shownFields = (module: 'h225' | 'h245', root: string, hide: Hide): readonly string[] =>
  [...new Set(leaves(module, root, root, new Set()))].filter((field) => !hide(field)).toSorted();

describe('fields that are shown', () => {
  it('in call signalling and RAS are known', () => {
    const shown = new Set(
      ['H323-UserInformation', 'RasMessage'].flatMap((root) => shownFields('h225', root, hideInH225)),
    );
    expect([...shown].toSorted()).toEqual(OPEN.h225);
  });

  it('in H.245 are known', () =>
    expect(shownFields('h245', 'MultimediaSystemControlMessage', hideInH245)).toEqual(OPEN.h245));
});

describe('masks', () => {
  it.each([
    ['123456', '***'],
    ['123456@meet.chime.in', '***@meet.chime.in'],
    ['123456@192.0.2.1:1720', '***@192.0.2.1:1720'],
    ['meet@123456', '***'],
    ['192.0.2.1##123456', '***'],
  ])('%s becomes %s', (text, masked) => expect(maskText(text)).toBe(masked));

  it.each([
    ['INVITE sip:123456@meet.chime.in SIP/2.0', 'INVITE sip:***@meet.chime.in SIP/2.0'],
    ['INVITE sip:123@456@meet.chime.in;transport=tcp SIP/2.0', 'INVITE sip:***@meet.chime.in;transport=tcp SIP/2.0'],
    ['INVITE sip:123456 SIP/2.0', 'INVITE sip:*** SIP/2.0'],
    ['INVITE sip:123456%40meet.chime.in SIP/2.0', 'INVITE sip:*** SIP/2.0'],
    ['INVITE tel:+123456;phone-context=x SIP/2.0', 'INVITE tel:***;phone-context=x SIP/2.0'],
    ['INVITE 123456 SIP/2.0', 'INVITE *** SIP/2.0'],
    ['OPTIONS sip:192.0.2.1:5060 SIP/2.0', 'OPTIONS sip:192.0.2.1:5060 SIP/2.0'],
    ['OPTIONS sip:meet.chime.in SIP/2.0', 'OPTIONS sip:meet.chime.in SIP/2.0'],
    ['SIP/2.0 200 OK', 'SIP/2.0 200 OK'],
  ])('%s becomes %s', (line, masked) => expect(maskStartLine(line)).toBe(masked));

  it('names and credentials in headers are removed, tags are kept', () => {
    expect(maskHeader('from', 'Room 12 <sip:12@x.org>;tag=ab')).toBe('"***" <sip:***@x.org>;tag=ab');
    expect(maskHeader('to', '<sip:12@x.org>')).toBe('<sip:***@x.org>');
    expect(maskHeader('authorization', 'Digest username="a", response="b"')).toBe('Digest ***');
    expect(maskUris('<sip:1@a.org>, <sips:2:secret@b.org>')).toBe('<sip:***@a.org>, <sips:***@b.org>');
  });
});
