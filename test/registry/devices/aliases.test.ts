import { describe, expect, it } from 'vitest';
import { aliasKeys, callerKeys, hostOf, parseAlias, usernameOf } from '../../../registry/devices/aliases.ts';

describe('a name of a device', () => {
  it.each([
    ['sip:Room.1@Example.COM', 'sip', 'Room.1@example.com'],
    ['Room.1@Example.COM', 'sip', 'Room.1@example.com'],
    ['SIPS:room@[2001:DB8::1];transport=tls', 'sip', 'room@[2001:db8::1]'],
    ['h323:room@example.com', 'h323', 'room@example.com'],
    ['+1 (555) 010-0199', 'e164', '15550100199'],
    ['tel:+15550100', 'e164', '15550100'],
    ['5501', 'e164', '5501'],
    ['h323:5501', 'h323', '5501'],
    [' Board-Room ', 'h323', 'Board-Room'],
    ['Cafe\u0301', 'h323', 'Caf\u00e9'],
  ])('%j is of the kind %s: %j', (text, kind, value) => expect(parseAlias(text)).toEqual({ kind, value }));

  it.each([
    '',
    ' ',
    'two words',
    'sip:room',
    'sip:@example.com',
    'a@b@c',
    'a@ex ample',
    'a@exa_mple',
    'tel:room',
    'room\u200b',
    'a\nb',
    'x'.repeat(129),
    'sip:',
  ])('%j is invalid', (text) => {
    expect(parseAlias(text)).toBeUndefined();
  });

  it('is searched for as given, and normalised', () =>
    expect([aliasKeys('A@B.C'), aliasKeys('5501'), aliasKeys('two words')]).toEqual([
      ['A@B.C', 'A@b.c'],
      ['5501'],
      ['two words'],
    ]));

  it('with a control character is not searched for', () =>
    expect([
      aliasKeys('a\0'),
      callerKeys('sip:a\0@10.0.0.1'),
      callerKeys('a\u0085@10.0.0.1'),
      callerKeys('\u001b'),
    ]).toEqual([[], [], [], []]));

  it('of a caller is searched for by its username, too', () =>
    expect([callerKeys('board@10.0.0.1'), callerKeys('sip:board@10.0.0.1'), callerKeys('board')]).toEqual([
      ['board@10.0.0.1', 'board'],
      ['sip:board@10.0.0.1', 'board@10.0.0.1', 'board'],
      ['board'],
    ]));

  it('is derived from an address of record', () =>
    expect(['board@meet.chime.in', 'h323:board', 'h323:a@b'].map(usernameOf)).toEqual(['board', 'board', 'a']));

  it('is not the host of a contact', () => {
    expect(
      [
        'sip:a@192.0.2.1:5060;transport=tcp',
        'sips:192.0.2.1',
        'h323:192.0.2.1:1720',
        'h323:[2001:db8::1]:1720',
        'sip:a@[::1]',
        'tel:5',
      ].map(hostOf),
    ).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.1', '2001:db8::1', '::1', undefined]);
  });
});
