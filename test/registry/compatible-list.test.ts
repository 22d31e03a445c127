import { describe, expect, it } from 'vitest';
import { compileLookup, firmwareLine, parseCompatibleList, readCompatibleList } from '../../registry/compatible-list.ts';

const list = readCompatibleList(new URL('../../config/compatible-vtc.json', import.meta.url));
const lookup = compileLookup(list);
const sip = (userAgent: string) => lookup({ protocol: 'sip', userAgent });

describe('the compatible-VTC list', () => {
  it('has the five rows of the guide as the guide has them', () => {
    const rows = list.rows.filter(({ evidence }) => evidence === 'guide 2018');
    expect(rows.map(({ vendor, model, sip: over, h323, comment }) => [vendor, model, over.supported, h323.supported, comment])).toEqual([
      ['Cisco', 'SX20', true, true, 'Audio/Video/Screen: To and From OK'],
      ['Cisco', 'DX80', true, true, 'Audio/Video/Screen: To and From OK'],
      ['Tandberg', 'C40', true, true, 'Audio/Video/Screen: To and From OK'],
      ['Polycom', 'RealPresence Desktop', false, true, 'Audio/Video: OK, Screen: From device is OK'],
      ['Polycom', 'Debut', false, true, 'Audio/Video: OK, Screen: From device is OK'],
    ]);
  });

  it.each([
    ['TANDBERG/528 (TC7.3.6.ea51021) Cisco-SX20', 'model', 'cisco-sx20', 'tc7'],
    ['TANDBERG/529 (ce8.3.4.99243f7) Cisco-SX20', 'model', 'cisco-sx20', 'ce8'],
    ['TANDBERG/528 (TC7.3.3.c84180a)', 'family', 'cisco-family', 'tc7'],
    ['TANDBERG/529 (ce11.40.1.1.10bdaa53ce2) Cisco-RoomKitMini', 'family', 'cisco-family', 'ce11'],
    ['TANDBERG/257 (TENC4.1.6.315255)', 'family', 'cisco-family', 'tenc4'],
    ['PolycomHDX8000HD/3.1.12', 'family', 'polycom-hdx-family', '3'],
    ['Polycom HDX 8000 HD (Release - 2.5.0.8_ne-4035)', 'family', 'polycom-hdx-family', '2'],
    ['Polycom VSX 7000 (HF 8.5.3.2b - 22Aug2007 16.10)', 'family', 'polycom-vsx-family', 'hf8'],
    ['PolycomRealPresenceGroup500/5.0.1', 'family', 'polycom-group-family', '5'],
    ['Yealink VC400 30.10.0.27', 'family', 'yealink-family', '30'],
    ['Huawei ViewPoint9000', 'family', 'huawei-family', 'other'],
    ['AVer, EVC130 00.01.12.81', 'family', 'aver-family', '0'],
    ['baresip v1.0.0', 'default', 'default', 'other'],
    ['', 'default', 'default', 'other'],
  ])('%j matches by %s: %s', (userAgent, rule, ruleId, line) => {
    expect(sip(userAgent)).toMatchObject({ rule, ruleId, firmwareLine: line });
  });

  it('knows Polycom Debut and RealPresence Desktop as not supported over SIP', () => {
    for (const name of ['PolycomRealPresenceDebut-1.3.1', 'Polycom Debut/1.2', 'Polycom RealPresence Desktop 3.9.1']) {
      expect(sip(name), name).toMatchObject({ rule: 'model', sip: { supported: false }, h323: { supported: true, screen: 'from-device' } });
    }
  });

  it('answers a device that says nothing', () => {
    expect(lookup({ protocol: 'sip' })).toMatchObject({ rule: 'default', sip: { supported: true } });
  });

  it('says nothing that the device made up', () => {
    const match = sip('TANDBERG/529 (ce9.1"} evil{x="1) Cisco-Evil"} 1');
    expect([match.vendor, match.model, match.firmwareLine]).toEqual(['Cisco', 'other', 'ce9']);
    expect(firmwareLine('x'.repeat(1000))).toBe('other');
    expect(firmwareLine('123.4')).toBe('other');
  });

  it('takes no longer for a name that is made to be slow', () => {
    for (const { userAgent } of list.rows) {
      const prefix = userAgent.replaceAll(/[^A-Za-z]/g, '').slice(0, 8);
      expect(sip(`${prefix}${' '.repeat(200_000)}!`).rule).toBeDefined();
    }
  });

  it('is refused with the path of what is wrong', () => {
    const bad = structuredClone(list) as { rows: { sip: { audio: string } }[] };
    bad.rows[2]!.sip.audio = 'maybe';
    expect(() => parseCompatibleList(bad)).toThrow(/\/rows\/2\/sip\/audio/);
  });
});
