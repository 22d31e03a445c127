/**
 * Our messages, read by another decoder. The tshark of Debian 12 (4.0) recognises only version 1 as BFCP, and
 * numbers its primitives as in the draft of BFCP over UDP, like devices of that time; version 2 differs in its
 * first octet, and in the numbers from 15 on.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeBfcp } from '../../../gateway/bfcp/index.ts';
import { stepServer, newServer } from '../../../gateway/bfcp/server.ts';
import type { ServerEvent } from '../../../gateway/bfcp/server.ts';
import type { BfcpBody, BfcpMessage } from '../../../gateway/bfcp/index.ts';
import { pcap } from '../h323/asn1/pcap.ts';
import { VECTORS } from './vectors.ts';

const PORT = 5070;

/** tshark's output for the datagrams. */
function tshark(payloads: readonly Uint8Array[], options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'roomgate-bfcp-'));
  try {
    const file = join(folder, 'messages.pcap');
    writeFileSync(file, pcap(payloads.map((payload) => ({ transport: 'udp', port: PORT, payload }))));
    return execFileSync('tshark', ['-r', file, '-d', `udp.port==${PORT},bfcp`, ...options], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FIELDS = [
  '_ws.col.Protocol',
  '_ws.col.Info',
  'bfcp.conference_id',
  'bfcp.transaction_id',
  'bfcp.user_id',
  'bfcp.hdr_r_bit',
  '_ws.malformed',
  '_ws.expert',
  'data',
];

const inVersion1 = ({ header, body }: BfcpMessage): BfcpMessage => ({ header: { ...header, version: 1 }, body });

/** All messages of our server to a device that uses every function. */
function said(): readonly BfcpMessage[] {
  const header = { version: 1, isResponse: false, conferenceId: 1, transactionId: 7, userId: 3 } as const;
  const says = (body: BfcpBody): ServerEvent => ({ type: 'received', message: { header, body } });
  const events: readonly ServerEvent[] = [
    says({ primitive: 'Hello' }),
    says({ primitive: 'FloorQuery', floorIds: [2] }),
    { type: 'holder', holder: { userId: 99, displayName: 'Zoë of the fourth floor' } },
    says({ primitive: 'FloorRequest', floorIds: [2], priority: 4, participantProvidedInfo: 'slides' }),
    { type: 'due', timer: 'pending' },
    says({ primitive: 'UserQuery' }),
    { type: 'grant', floorRequestId: 2 },
    { type: 'revoke', info: 'somebody else shares' },
    { type: 'unreadable', answer: { code: 'unknownMandatoryAttribute', attributes: [63, 64], header } },
    says({ primitive: 'Goodbye' }),
  ];
  let state = newServer({ conferenceId: 1, userId: 3, floorId: 2 });
  const messages: BfcpMessage[] = [];
  for (const event of events) {
    const [next, effects] = stepServer(state, event);
    state = next;
    for (const effect of effects)
      if (effect.type === 'request' || effect.type === 'respond')
        messages.push({ header: { ...header, isResponse: effect.type === 'respond' }, body: effect.body });
  }
  return messages;
}

it('tshark reads every message without a complaint', () => {
  const messages = [...VECTORS.map(({ message }) => inVersion1(message)), ...said()];
  const lines = tshark(
    messages.map((message) => encodeBfcp(message, false)),
    ['-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])],
  )
    .trimEnd()
    .split('\n');
  const expected = messages.map(({ header, body }) =>
    [
      'BFCP',
      body.primitive,
      header.conferenceId,
      header.transactionId,
      header.userId,
      Number(header.isResponse),
      '',
      '',
      '',
    ].join('\t'),
  );
  // A line that ends in empty fields may lose them.
  expect(lines.map((line) => line.trimEnd())).toEqual(expected.map((line) => line.trimEnd()));
});

it('tshark reads the same attributes', () => {
  const { message } = VECTORS.find((vector) => vector.message.body.primitive === 'FloorRequestStatus')!;
  const text = tshark([encodeBfcp(inVersion1(message))], ['-V']);
  const lines = text
    .slice(text.indexOf('Attribute Type'))
    .split('\n')
    .map((line) => line.trim().replace(/^[01. ]+ = /, ''));
  expect(lines.filter((line) => line !== '' && !line.startsWith('Mandatory bit'))).toEqual(SHOWN);
});

const SHOWN: readonly string[] = [
  'Attribute Type: FloorRequestInformation (15)',
  'Attribute Length: 64',
  'FLOOR-REQUEST-ID: 5',
  'Attribute Type: OverallRequestStatus (18)',
  'Attribute Length: 16',
  'FLOOR-REQUEST-ID: 5',
  'Attribute Type: RequestStatus (5)',
  'Attribute Length: 4',
  'Request Status: Granted (3)',
  'Queue Position: 0',
  'Attribute Type: StatusInfo (9)',
  'Attribute Length: 5',
  'Text: yes',
  'Padding: 000000',
  'Attribute Type: FloorRequestStatus (17)',
  'Attribute Length: 8',
  'FLOOR-ID: 2',
  'Attribute Type: RequestStatus (5)',
  'Attribute Length: 4',
  'Request Status: Pending (1)',
  'Queue Position: 2',
  'Attribute Type: BeneficiaryInformation (14)',
  'Attribute Length: 12',
  'BENEFICIARY-ID: 3',
  'Attribute Type: UserDisplayName (12)',
  'Attribute Length: 7',
  'Name: Room4',
  'Padding: 00',
  'Attribute Type: RequestedByInformation (16)',
  'Attribute Length: 12',
  'Requested-by ID: 4',
  'Attribute Type: UserURI (13)',
  'Attribute Length: 7',
  'URI: sip:a',
  'Padding: 00',
  'Attribute Type: Priority (4)',
  'Attribute Length: 4',
  // The name that tshark uses.
  'FLOOR-REQUEST-ID: 2',
  'Attribute Type: ParticipantProvidedInfo (8)',
  'Attribute Length: 6',
  'Text: abcd',
  'Padding: 0000',
];
