import { describe, expect, it } from 'vitest';
import {
  readCompatibleList,
  type CompatibleList,
  type Entry,
  type FirmwareRow,
} from '../../../registry/profiles/list.ts';
import { compileLookup } from '../../../registry/profiles/lookup.ts';

const list = readCompatibleList(new URL('../../../config/compatible-vtc.json', import.meta.url));
const lookup = compileLookup(list);
const sip = (userAgent: string) => lookup({ protocol: 'sip', userAgent });
const h323 = (t35: string, product = '', version = '') => {
  const [country = 0, extension = 0, manufacturer = 0] = t35.split('/').map(Number);
  return lookup({ protocol: 'h323', vendor: { t35: { country, extension, manufacturer }, product, version } });
};

describe('the shipped list', () => {
  it('has the five rows of the guide exactly', () => {
    const rows = list.entries.flatMap((entry) =>
      entry.rows.filter(({ evidence }) => evidence === 'guide 2018').map((row) => ({ ...entry, ...row })),
    );
    expect(
      rows.map(({ vendor, model, sip: over, h323: other, comment, dated, firmware }) => [
        vendor,
        model,
        over.supported,
        other.supported,
        comment,
        dated,
        firmware,
      ]),
    ).toEqual([
      ['Cisco', 'SX20', true, true, 'Audio/Video/Screen: To and From OK', '2018-01-22', '*'],
      ['Cisco', 'DX80', true, true, 'Audio/Video/Screen: To and From OK', '2018-01-22', '*'],
      ['Tandberg', 'C40', true, true, 'Audio/Video/Screen: To and From OK', '2018-01-22', '*'],
      ['Polycom', 'RealPresence Desktop', false, true, 'Audio/Video: OK, Screen: From device is OK', '2018-01-22', '*'],
      ['Polycom', 'Debut', false, true, 'Audio/Video: OK, Screen: From device is OK', '2018-01-22', '*'],
    ]);
  });

  it('claims no more than an unverified default for all others', () => {
    const others = list.entries.flatMap(({ kind, rows }) =>
      kind === 'family' ? rows.map(({ evidence }) => evidence) : [],
    );
    expect(new Set(others)).toEqual(new Set(['family default, unverified']));
  });

  it.each([
    ['TANDBERG/257 (TENC4.1.6.315255)', 'family', 'cisco-family', 'tenc4', '*'],
    ['TANDBERG/512 (TC3.1.3.234045)', 'family', 'cisco-family', 'tc3', 'x < tc7'],
    ['TANDBERG/528 (TC7.3.3.c84180a)', 'family', 'cisco-family', 'tc7', 'tc7 <= x < ce8'],
    ['TANDBERG/528 (TC7.3.6.ea51021) Cisco-SX20', 'model', 'cisco-sx20', 'tc7', '*'],
    ['TANDBERG/528 (TC7.3.6.ea51021) Cisco-EX60', 'family', 'cisco-family', 'tc7', 'tc7 <= x < ce8'],
    ['TANDBERG/528 (TC7.3.6.ea51021) Cisco-SX10', 'family', 'cisco-family', 'tc7', 'tc7 <= x < ce8'],
    ['TANDBERG/528 (TC7.3.6.ea51021) Cisco-SX80', 'family', 'cisco-family', 'tc7', 'tc7 <= x < ce8'],
    ['TANDBERG/529 (ce8.3.4.99243f7) Cisco-SX20', 'model', 'cisco-sx20', 'ce8', '*'],
    ['TANDBERG/529 (ce8.1.0.b8c0ca3)', 'family', 'cisco-family', 'ce8', 'ce8 <= x'],
    ['TANDBERG/529 (ce9.1.4.3ae3106) Cisco-MX700ST', 'family', 'cisco-family', 'ce9', 'ce8 <= x'],
    ['TANDBERG/529 (ce8.3.0.c1a7707) Cisco-DX70', 'family', 'cisco-family', 'ce8', 'ce8 <= x'],
    ['TANDBERG/529 (ce11.40.1.1.10bdaa53ce2) Cisco-RoomKitMini', 'family', 'cisco-family', 'ce11', 'ce8 <= x'],
    ['TANDBERG/80 (S7.10)', 'family', 'tandberg-content-server', 's7', '*'],
    ['PolycomHDX8000HD/3.1.12', 'family', 'polycom-hdx-family', '3', '*'],
    ['Polycom HDX 8000 HD (Release - 2.5.0.8_ne-4035)', 'family', 'polycom-hdx-family', '2', 'x < 3'],
    ['Polycom VSX 7000 (HF 8.5.3.2b - 22Aug2007 16.10)', 'family', 'polycom-vsx-family', 'hf8', '*'],
    ['PolycomRealPresenceGroup310/6.2.2', 'family', 'polycom-group-family', '6', '*'],
    ['PolycomRealPresenceGroup500/5.0.1', 'family', 'polycom-group-family', '5', '*'],
    ['PolycomRealPresenceGroup500/4.1.5', 'family', 'polycom-group-family', '4', '*'],
    ['LifeSize Icon 600/LS_RM3_3.7.0 (2421)', 'family', 'lifesize-family', '3', '*'],
    ['LifeSize Icon_600/LS_RM3_1.1.0 (16)', 'family', 'lifesize-family', '1', '*'],
    ['Yealink VC400 30.10.0.27', 'family', 'yealink-family', '30', '*'],
    ['Huawei ViewPoint9000', 'family', 'huawei-family', 'other', '*'],
    ['AVer, EVC130 00.01.12.81', 'family', 'aver-family', '0', '*'],
    ['baresip v1.0.0', 'default', 'default', 'other', undefined],
    ['', 'default', 'default', 'other', undefined],
  ])('%j matches by %s: %s', (userAgent, rule, ruleId, line, range) => {
    const match = sip(userAgent);
    expect([match.rule, match.ruleId, match.firmwareLine, match.firmwareRange]).toEqual([rule, ruleId, line, range]);
  });

  it.each([
    ['PictureTel', '181/0/1', '', '', 'polycom-family'],
    ['ViaVideo', '181/0/9009', 'Polycom ViaVideo', 'Release 8.0', 'polycom-family'],
    ['Polycom', '181/0/20560', 'RealPresence Group 500', '6.2.2', 'polycom-group-family'],
    ['Polycom HDX', '181/0/20560', 'HDX 8000', 'Release - 2.5.0.8', 'polycom-hdx-family'],
    ['LifeSize', '181/0/41242', 'LifeSize Icon 600', 'LS_RM3_3.7.0 (2421)', 'lifesize-family'],
    ['Cisco, empty', '181/0/18', '', '', 'cisco-family'],
    ['RADVision', '181/0/21', '', '', 'radvision-family'],
    ['Microsoft', '181/0/21324', 'Microsoft NetMeeting', '3.0', 'netmeeting'],
    ['Avaya', '181/0/16726', '', '', 'avaya-family'],
    ['Codian', '180/0/49152', '', '', 'codian-family'],
    ['Sony', '0/11/11520', 'PCS-1', '', 'sony-pcs-family'],
    ['Equivalence', '9/0/61', '', '', 'openh323-family'],
    ['Ericsson', '130/0/2', '', '', 'ericsson-family'],
    ['Tandberg', '130/1/256', 'Tandberg', '27', 'cisco-family'],
    [
      'Tandberg MXP',
      '130/1/256',
      'F8.2 PAL, TANDBERG Profile 8000MXP',
      'F8.2 PAL, TANDBERG Profile 8000MXP',
      'tandberg-mxp-family',
    ],
    ['GnuGk', '138/0/2', '', '', 'gnugk'],
    ['nobody', '1/2/3', 'HDX', '', 'default'],
  ])('%s (%s %j %j) matches %s', (_name, t35, product, version, ruleId) =>
    expect(h323(t35, product, version).ruleId).toBe(ruleId),
  );

  it('finds the firmware in what H.323 devices send', () => {
    const lines = [
      h323('181/0/20560', 'HDX 8000', 'Release - 2.5.0.8'),
      h323('181/0/41242', 'LifeSize Icon 600', 'LS_RM3_3.7.0 (2421)'),
      h323('130/1/256', 'F8.2 PAL, TANDBERG Profile 8000MXP', 'F8.2 PAL'),
    ];
    expect(lines.map(({ firmware, firmwareLine, firmwareRange }) => [firmware, firmwareLine, firmwareRange])).toEqual([
      ['2.5.0.8', '2', 'x < 3'],
      ['3.7.0', '3', '*'],
      ['f8.2', 'f8', '*'],
    ]);
  });

  it('has Polycom Debut and RealPresence Desktop as not supported over SIP', () => {
    for (const name of ['PolycomRealPresenceDebut-1.3.1', 'Polycom Debut/1.2', 'Polycom RealPresence Desktop 3.9.1']) {
      expect(sip(name), name).toMatchObject({
        rule: 'model',
        sip: { supported: false },
        h323: { supported: true, audio: 'both', video: 'both', screen: 'from-device' },
      });
    }
  });

  it('gives a model the known abilities of its family', () => {
    expect(sip('TANDBERG/529 (ce9.1.4) Cisco-SX20')).toMatchObject({
      rule: 'model',
      evidence: 'guide 2018',
      sip: {
        screen: 'both',
        dtmf: ['rfc4733'],
        keyframe: ['pli', 'fir'],
        packetizationModes: [0, 1],
        bfcpRoles: ['c-s'],
      },
      h323: { keepAlive: 'facility' },
    });
    expect(sip('TANDBERG/512 (TC3.1.3.234045)').sip.dtmf).toEqual(['in-band']);
  });

  it('answers for a device that sends no identification', () => {
    expect(lookup({ protocol: 'sip' })).toMatchObject({
      rule: 'default',
      sip: { supported: true, screen: 'from-device' },
    });
  });

  it('returns no text made up by the device', () => {
    const match = sip('TANDBERG/529 (ce9.1"} evil{x="1) Cisco-Evil"} 1');
    expect([match.vendor, match.model, match.firmwareLine, match.firmware]).toEqual(['Cisco', 'other', 'ce9', 'ce9.1']);
  });

  it('copes with a name designed to be slow to match', () => {
    for (const { match } of list.entries) {
      const prefix = (match.userAgent ?? '').replaceAll(/[^A-Za-z]/g, '').slice(0, 8);
      expect(sip(`${prefix}${' '.repeat(200_000)}!`).rule).toBeDefined();
    }
  });
});

describe('a look-up', () => {
  const profile = { supported: true, audio: 'both', video: 'both', screen: 'both' } as const;
  const row = (firmware: string, more: Partial<FirmwareRow['sip']> = {}): FirmwareRow => ({
    firmware,
    evidence: 'observed',
    dated: '2026-11-22',
    sip: { ...profile, ...more },
    h323: profile,
  });
  const entry = (id: string, kind: Entry['kind'], match: Entry['match'], ...rows: FirmwareRow[]): Entry => ({
    id,
    kind,
    vendor: 'V',
    model: id,
    match,
    rows,
  });
  const with_ = (...entries: Entry[]): CompatibleList => ({ ...list, entries });
  const agent = '^V (?<firmware>.*)$';
  const ask = (of: CompatibleList, version: string) =>
    compileLookup(of)({ protocol: 'sip', userAgent: `V ${version}` });

  it('uses the row for the firmware, including its bounds', () => {
    const of = with_(
      entry(
        'm',
        'model',
        { userAgent: agent },
        row('tc7.3 <= x < ce8', { keyframe: ['fir'] }),
        row('ce8 <= x', { keyframe: ['pli'] }),
      ),
    );
    const ranges = ['TC7.2.9', 'TC7.3', 'TC7.3.0.abc', 'TC7.10', 'ce7', 'ce8', 'ce8.0.1', 'ce10.2', 'nonsense'].map(
      (version) => ask(of, version).firmwareRange,
    );
    expect(ranges).toEqual([
      undefined,
      'tc7.3 <= x < ce8',
      'tc7.3 <= x < ce8',
      'tc7.3 <= x < ce8',
      'tc7.3 <= x < ce8',
      'ce8 <= x',
      'ce8 <= x',
      'ce8 <= x',
      undefined,
    ]);
  });

  it('names the model and uses its family if the model has no row for the firmware', () => {
    const of = with_(
      entry('m', 'model', { userAgent: agent }, row('x < 2')),
      entry('f', 'family', { userAgent: '^V' }, row('*', { keyframe: ['info'] })),
    );
    expect(ask(of, '1.9')).toMatchObject({ rule: 'model', ruleId: 'm' });
    expect(ask(of, '2.0')).toMatchObject({ rule: 'family', ruleId: 'f', model: 'm', sip: { keyframe: ['info'] } });
  });

  it('prefers a model to a family that comes first, and the first of two models', () => {
    const of = with_(
      entry('f', 'family', { userAgent: agent }, row('*')),
      entry('m1', 'model', { userAgent: agent }, row('*')),
      entry('m2', 'model', { userAgent: agent }, row('*')),
    );
    expect(ask(of, '1').ruleId).toBe('m1');
  });

  it('identifies a device by its alias if nothing else is known', () => {
    const of = compileLookup(
      with_(
        entry('a', 'family', { alias: '^room-\\d+$' }, row('*')),
        entry('v', 'family', { userAgent: agent }, row('*')),
      ),
    );
    expect(of({ protocol: 'sip', userAgent: 'x', aliases: ['other', 'room-7'] }).ruleId).toBe('a');
    expect(of({ protocol: 'h323', aliases: ['room-x'] }).ruleId).toBe('default');
  });

  it('identifies a device by its H.245 productNumber', () => {
    const of = compileLookup(with_(entry('n', 'model', { t35: ['1/0/2'], productNumber: '^4711$' }, row('*'))));
    const vendor = (product: string) =>
      ({
        protocol: 'h323',
        vendor: { t35: { country: 1, extension: 0, manufacturer: 2 }, product, version: '' },
      }) as const;
    expect([of(vendor('4711')).ruleId, of(vendor('4712')).ruleId, of(vendor('')).ruleId]).toEqual([
      'n',
      'default',
      'default',
    ]);
  });

  it("lets the device's record win, field by field", () => {
    const of = compileLookup(with_(entry('m', 'model', { userAgent: agent }, row('*', { dtmf: ['rfc4733'] }))));
    const match = of({ protocol: 'sip', userAgent: 'V 1' }, { sip: { keyframe: ['info'], screen: 'none' } });
    expect(match).toMatchObject({
      rule: 'device',
      ruleId: 'm',
      sip: { supported: true, screen: 'none', keyframe: ['info'], dtmf: ['rfc4733'] },
      h323: { screen: 'both' },
    });
  });
});
