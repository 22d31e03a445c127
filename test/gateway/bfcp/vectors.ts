/** Every primitive, written by hand from the figures of RFC 8855 §5. */
import type { BfcpMessage } from '../../../gateway/bfcp/index.ts';

/** The octets of `hex`; `;` begins a comment. */
export const octets = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(/;.*$/gm, '').replaceAll(/\s/g, ''), 'hex'));

export interface Vector {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly message: BfcpMessage;
}

const vector = (title: string, hex: string, message: BfcpMessage): Vector => ({ title, bytes: octets(hex), message });

const request = { version: 2, isResponse: false, conferenceId: 1, transactionId: 7, userId: 3 } as const;
const response = { ...request, isResponse: true } as const;
const tcp = { ...request, version: 1 } as const;

export const VECTORS: readonly Vector[] = [
  vector(
    'FloorRequest',
    `
    40 01 00 05   ; version 2, R 0, F 0; FloorRequest; 5 × 4 octets follow
    00 00 00 01   ; conference 1
    00 07 00 03   ; transaction 7, user 3
    05 04 00 02   ; FLOOR-ID (2, M), 4 octets: floor 2
    03 04 00 03   ; BENEFICIARY-ID (1, M): user 3
    11 08 73 6c 69 64 65 73 ; PARTICIPANT-PROVIDED-INFO (8, M), 8 octets: "slides"
    09 04 60 00   ; PRIORITY (4, M): 3, high, in the first three bits
    `,
    {
      header: request,
      body: {
        primitive: 'FloorRequest',
        floorIds: [2],
        beneficiaryId: 3,
        participantProvidedInfo: 'slides',
        priority: 3,
      },
    },
  ),
  vector(
    'FloorRelease over TCP',
    `
    20 02 00 01   ; version 1; FloorRelease; 4 octets
    00 00 00 01   ; conference 1
    00 07 00 03   ; transaction 7, user 3
    07 04 01 2c   ; FLOOR-REQUEST-ID (3, M): 300
    `,
    { header: tcp, body: { primitive: 'FloorRelease', floorRequestId: 300 } },
  ),
  vector(
    'FloorRequestQuery',
    `
    40 03 00 01   ; FloorRequestQuery; 4 octets
    00 00 00 01 00 07 00 03
    07 04 00 05   ; FLOOR-REQUEST-ID: 5
    `,
    { header: request, body: { primitive: 'FloorRequestQuery', floorRequestId: 5 } },
  ),
  vector(
    'FloorRequestStatus',
    `
    50 04 00 10   ; version 2, R 1; FloorRequestStatus; 16 × 4 octets
    00 00 00 01   ; conference 1
    00 07 00 03   ; transaction 7, user 3
    1f 40 00 05   ; FLOOR-REQUEST-INFORMATION (15, M), 64 octets: request 5
    25 10 00 05   ; OVERALL-REQUEST-STATUS (18, M), 16 octets: request 5
    0b 04 03 00   ; REQUEST-STATUS (5, M): Granted, no position in the queue
    13 05 79 65 73 00 00 00 ; STATUS-INFO (9, M), 5 octets: "yes"; three of padding
    23 08 00 02   ; FLOOR-REQUEST-STATUS (17, M), 8 octets: floor 2
    0b 04 01 02   ; REQUEST-STATUS: Pending, second in the queue
    1d 0c 00 03   ; BENEFICIARY-INFORMATION (14, M), 12 octets: user 3
    19 07 52 6f 6f 6d 34 00 ; USER-DISPLAY-NAME (12, M), 7 octets: "Room4"; one of padding
    21 0c 00 04   ; REQUESTED-BY-INFORMATION (16, M), 12 octets: user 4
    1b 07 73 69 70 3a 61 00 ; USER-URI (13, M), 7 octets: "sip:a"; one of padding
    09 04 40 00   ; PRIORITY: 2, normal
    11 06 61 62 63 64 00 00 ; PARTICIPANT-PROVIDED-INFO, 6 octets: "abcd"; two of padding
    `,
    {
      header: response,
      body: {
        primitive: 'FloorRequestStatus',
        floorRequestInformation: {
          floorRequestId: 5,
          overallRequestStatus: {
            floorRequestId: 5,
            requestStatus: { status: 'Granted', queuePosition: 0 },
            statusInfo: 'yes',
          },
          floorRequestStatuses: [{ floorId: 2, requestStatus: { status: 'Pending', queuePosition: 2 } }],
          beneficiaryInformation: { beneficiaryId: 3, displayName: 'Room4' },
          requestedByInformation: { requestedById: 4, uri: 'sip:a' },
          priority: 2,
          participantProvidedInfo: 'abcd',
        },
      },
    },
  ),
  vector(
    'UserQuery',
    `
    40 05 00 01   ; UserQuery; 4 octets
    00 00 00 01 00 07 00 03
    03 04 00 09   ; BENEFICIARY-ID: 9
    `,
    { header: request, body: { primitive: 'UserQuery', beneficiaryId: 9 } },
  ),
  vector(
    'UserStatus',
    `
    50 06 00 03   ; UserStatus; 3 × 4 octets
    00 00 00 01 00 07 00 03
    1d 04 00 09   ; BENEFICIARY-INFORMATION, 4 octets: user 9
    1f 08 00 05   ; FLOOR-REQUEST-INFORMATION, 8 octets: request 5
    23 04 00 02   ; FLOOR-REQUEST-STATUS, 4 octets: floor 2
    `,
    {
      header: response,
      body: {
        primitive: 'UserStatus',
        beneficiaryInformation: { beneficiaryId: 9 },
        floorRequests: [{ floorRequestId: 5, floorRequestStatuses: [{ floorId: 2 }] }],
      },
    },
  ),
  vector(
    'FloorQuery',
    `
    40 07 00 02   ; FloorQuery; 2 × 4 octets
    00 00 00 01 00 07 00 03
    05 04 00 01   ; FLOOR-ID: 1
    05 04 00 02   ; FLOOR-ID: 2
    `,
    { header: request, body: { primitive: 'FloorQuery', floorIds: [1, 2] } },
  ),
  vector(
    'unsolicited FloorStatus of a server over TCP',
    `
    20 08 00 04   ; version 1; FloorStatus; 4 × 4 octets
    00 00 00 01   ; conference 1
    00 00 00 03   ; transaction 0, user 3
    05 04 00 02   ; FLOOR-ID: 2
    1f 0c 00 05   ; FLOOR-REQUEST-INFORMATION, 12 octets: request 5
    25 08 00 05   ; OVERALL-REQUEST-STATUS, 8 octets: request 5
    0b 04 03 00   ; REQUEST-STATUS: Granted
    `,
    {
      header: { ...tcp, transactionId: 0 },
      body: {
        primitive: 'FloorStatus',
        floorId: 2,
        floorRequests: [
          {
            floorRequestId: 5,
            overallRequestStatus: { floorRequestId: 5, requestStatus: { status: 'Granted', queuePosition: 0 } },
            floorRequestStatuses: [],
          },
        ],
      },
    },
  ),
  vector(
    'ChairAction',
    `
    40 09 00 03   ; ChairAction; 3 × 4 octets
    00 00 00 01 00 07 00 03
    1f 0c 00 05   ; FLOOR-REQUEST-INFORMATION, 12 octets: request 5
    23 08 00 02   ; FLOOR-REQUEST-STATUS, 8 octets: floor 2
    0b 04 07 00   ; REQUEST-STATUS: Revoked
    `,
    {
      header: request,
      body: {
        primitive: 'ChairAction',
        floorRequestInformation: {
          floorRequestId: 5,
          floorRequestStatuses: [{ floorId: 2, requestStatus: { status: 'Revoked', queuePosition: 0 } }],
        },
      },
    },
  ),
  vector('ChairActionAck', '50 0a 00 00  00 00 00 01  00 07 00 03', {
    header: response,
    body: { primitive: 'ChairActionAck' },
  }),
  vector('Hello of a large conference id', '40 0b 00 00  ff ff ff fe  ff ff ff ff', {
    header: { ...request, conferenceId: 0xffff_fffe, transactionId: 0xffff, userId: 0xffff },
    body: { primitive: 'Hello' },
  }),
  vector(
    'HelloAck',
    `
    50 0c 00 03   ; HelloAck; 3 × 4 octets
    00 00 00 01 00 07 00 03
    17 05 01 0b 0d 00 00 00 ; SUPPORTED-PRIMITIVES (11, M), 5 octets: FloorRequest, Hello, Error; three of padding
    15 04 04 24   ; SUPPORTED-ATTRIBUTES (10, M), 4 octets: 2 and 18, each shifted by one
    `,
    { header: response, body: { primitive: 'HelloAck', primitives: [1, 11, 13], attributes: [2, 18] } },
  ),
  vector(
    'Error',
    `
    50 0d 00 04   ; Error; 4 × 4 octets
    00 00 00 01 00 07 00 03
    0d 05 04 7e 80 00 00 00 ; ERROR-CODE (6, M), 5 octets: Unknown Mandatory Attribute: 63 and 64; three of padding
    0f 06 77 68 61 74 00 00 ; ERROR-INFO (7, M), 6 octets: "what"
    `,
    {
      header: response,
      body: {
        primitive: 'Error',
        error: { code: 'unknownMandatoryAttribute', details: octets('7e 80') },
        errorInfo: 'what',
      },
    },
  ),
  vector('FloorRequestStatusAck', '50 0e 00 00  00 00 00 01  00 07 00 03', {
    header: response,
    body: { primitive: 'FloorRequestStatusAck' },
  }),
  vector('FloorStatusAck', '50 0f 00 00  00 00 00 01  00 07 00 03', {
    header: response,
    body: { primitive: 'FloorStatusAck' },
  }),
  vector('Goodbye', '40 10 00 00  00 00 00 01  00 07 00 03', { header: request, body: { primitive: 'Goodbye' } }),
  vector('GoodbyeAck', '50 11 00 00  00 00 00 01  00 07 00 03', {
    header: response,
    body: { primitive: 'GoodbyeAck' },
  }),
];
