import { expect, test } from 'vitest';
import type { Effects } from '../../../../gateway/sip/stack/transaction/effect.ts';
import { startInviteClient, stepInviteClient } from '../../../../gateway/sip/stack/transaction/invite-client.ts';
import type { InviteClientEvent, InviteClientState } from '../../../../gateway/sip/stack/transaction/invite-client.ts';
import { stepInviteServer } from '../../../../gateway/sip/stack/transaction/invite-server.ts';
import type { InviteServerEvent, InviteServerState } from '../../../../gateway/sip/stack/transaction/invite-server.ts';
import { startClient, stepClient } from '../../../../gateway/sip/stack/transaction/client.ts';
import type { ClientEvent, ClientState } from '../../../../gateway/sip/stack/transaction/client.ts';
import { stepServer } from '../../../../gateway/sip/stack/transaction/server.ts';
import type { ServerEvent, ServerState } from '../../../../gateway/sip/stack/transaction/server.ts';

/** Effects in short form: `send 200`, `retransmitIn 500`. */
function short(effects: Effects): string {
  return effects
    .map((effect) => {
      if (effect.do === 'send') return `send ${effect.text}`;
      if (effect.do === 'retransmitIn' || effect.do === 'expireIn') return `${effect.do} ${effect.delay}`;
      return effect.do === 'fail' ? `fail ${effect.why}` : effect.do;
    })
    .join(', ');
}

const END = 'stopRetransmit, stopExpire, terminate';
const UDP = false;
const TCP = true;

type Row<State, Event> = readonly [
  title: string,
  state: State,
  event: Event,
  reliable: boolean,
  next: string,
  effects: string,
];

const respond = (status: number): { readonly type: 'respond'; readonly status: number; readonly text: string } => ({
  type: 'respond',
  status,
  text: String(status),
});
const response = (status: number): { readonly type: 'response'; readonly status: number } => ({
  type: 'response',
  status,
});

const proceeding: InviteServerState = { name: 'proceeding', response: undefined };
const ringing: InviteServerState = { name: 'proceeding', response: '180' };
const refused: InviteServerState = { name: 'completed', response: '486', delay: 500 };

const INVITE_SERVER: readonly Row<InviteServerState, InviteServerEvent>[] = [
  ['proceeding -> proceeding on a 1xx', proceeding, respond(180), UDP, 'proceeding', 'send 180'],
  [
    'proceeding -> proceeding on a repeated INVITE before any response',
    proceeding,
    { type: 'request' },
    UDP,
    'proceeding',
    'absorbed',
  ],
  [
    'proceeding -> proceeding on a repeated INVITE',
    ringing,
    { type: 'request' },
    UDP,
    'proceeding',
    'absorbed, send 180',
  ],
  ['proceeding -> proceeding on a stray ACK', ringing, { type: 'ack' }, UDP, 'proceeding', ''],
  ['proceeding -> accepted on 2xx', ringing, respond(200), UDP, 'accepted', 'send 200, expireIn 32000'],
  [
    'proceeding -> completed on 300-699',
    ringing,
    respond(486),
    UDP,
    'completed',
    'send 486, expireIn 32000, retransmitIn 500',
  ],
  [
    'proceeding -> completed on 300-699 over TCP, without timer G',
    ringing,
    respond(486),
    TCP,
    'completed',
    'send 486, expireIn 32000',
  ],
  [
    'proceeding -> terminated on a transport error',
    ringing,
    { type: 'transportError' },
    TCP,
    'terminated',
    `fail transport, ${END}`,
  ],
  ['completed -> completed on a repeated INVITE', refused, { type: 'request' }, UDP, 'completed', 'absorbed, send 486'],
  [
    'completed -> completed on timer G, which doubles',
    refused,
    { type: 'retransmit' },
    UDP,
    'completed',
    'send 486, retransmitIn 1000',
  ],
  [
    'completed -> completed on timer G, up to T2',
    { ...refused, delay: 4000 },
    { type: 'retransmit' },
    UDP,
    'completed',
    'send 486, retransmitIn 4000',
  ],
  ['completed -> completed on another answer', refused, respond(200), UDP, 'completed', ''],
  ['completed -> confirmed on ACK', refused, { type: 'ack' }, UDP, 'confirmed', 'stopRetransmit, expireIn 5000'],
  ['completed -> terminated on ACK over TCP, timer I being zero', refused, { type: 'ack' }, TCP, 'terminated', END],
  ['completed -> terminated on timer H', refused, { type: 'expire' }, UDP, 'terminated', `fail H, ${END}`],
  ['confirmed -> confirmed on a repeated ACK', { name: 'confirmed' }, { type: 'ack' }, UDP, 'confirmed', 'absorbed'],
  ['confirmed -> terminated on timer I', { name: 'confirmed' }, { type: 'expire' }, UDP, 'terminated', END],
  [
    'accepted -> accepted on a repeated INVITE, unanswered',
    { name: 'accepted' },
    { type: 'request' },
    UDP,
    'accepted',
    'absorbed',
  ],
  ['accepted -> accepted on a repeated 2xx', { name: 'accepted' }, respond(200), UDP, 'accepted', 'send 200'],
  ['accepted -> accepted on a late rejection', { name: 'accepted' }, respond(486), UDP, 'accepted', ''],
  ['accepted -> terminated on timer L', { name: 'accepted' }, { type: 'expire' }, UDP, 'terminated', END],
  ['terminated -> terminated on anything', { name: 'terminated' }, respond(200), UDP, 'terminated', ''],
];

test.each(INVITE_SERVER)('INVITE server: %s', (_, state, event, reliable, next, effects) => {
  const [after, made] = stepInviteServer(state, event, reliable);
  expect([after.name, short(made)]).toEqual([next, effects]);
});

const done: ServerState = { name: 'completed', response: '200' };

const SERVER: readonly Row<ServerState, ServerEvent>[] = [
  ['trying -> trying on a repeated request', { name: 'trying' }, { type: 'request' }, UDP, 'trying', 'absorbed'],
  ['trying -> proceeding on a 1xx', { name: 'trying' }, respond(182), UDP, 'proceeding', 'send 182'],
  [
    'trying -> completed on a final answer',
    { name: 'trying' },
    respond(200),
    UDP,
    'completed',
    'send 200, expireIn 32000',
  ],
  [
    'trying -> terminated on a final answer over TCP, because timer J is zero',
    { name: 'trying' },
    respond(200),
    TCP,
    'terminated',
    `send 200, ${END}`,
  ],
  [
    'proceeding -> proceeding on a repeated request',
    { name: 'proceeding', response: '182' },
    { type: 'request' },
    UDP,
    'proceeding',
    'absorbed, send 182',
  ],
  [
    'proceeding -> completed on a final answer',
    { name: 'proceeding', response: '182' },
    respond(500),
    UDP,
    'completed',
    'send 500, expireIn 32000',
  ],
  ['completed -> completed on a repeated request', done, { type: 'request' }, UDP, 'completed', 'absorbed, send 200'],
  ['completed -> completed on another answer', done, respond(500), UDP, 'completed', ''],
  ['completed -> terminated on timer J', done, { type: 'expire' }, UDP, 'terminated', END],
  [
    'trying -> terminated on a transport error',
    { name: 'trying' },
    { type: 'transportError' },
    TCP,
    'terminated',
    `fail transport, ${END}`,
  ],
];

test.each(SERVER)('server: %s', (_, state, event, reliable, next, effects) => {
  const [after, made] = stepServer(state, event, reliable);
  expect([after.name, short(made)]).toEqual([next, effects]);
});

const calling: InviteClientState = { name: 'calling', request: 'INVITE', delay: 500 };

const INVITE_CLIENT: readonly Row<InviteClientState, InviteClientEvent>[] = [
  [
    'calling -> calling on timer A, which doubles',
    calling,
    { type: 'retransmit' },
    UDP,
    'calling',
    'send INVITE, retransmitIn 1000',
  ],
  [
    'calling -> calling on timer A, without cap',
    { ...calling, delay: 8000 },
    { type: 'retransmit' },
    UDP,
    'calling',
    'send INVITE, retransmitIn 16000',
  ],
  ['calling -> proceeding on a 1xx', calling, response(100), UDP, 'proceeding', 'stopRetransmit, stopExpire, deliver'],
  ['calling -> accepted on 2xx', calling, response(200), UDP, 'accepted', 'stopRetransmit, expireIn 32000, deliver'],
  [
    'calling -> completed on 300-699',
    calling,
    response(404),
    UDP,
    'completed',
    'stopRetransmit, ack, expireIn 32000, deliver',
  ],
  [
    'calling -> terminated on 300-699 over TCP, because timer D is zero',
    calling,
    response(404),
    TCP,
    'terminated',
    `ack, deliver, ${END}`,
  ],
  ['calling -> terminated on timer B', calling, { type: 'expire' }, UDP, 'terminated', `fail B, ${END}`],
  [
    'calling -> terminated on a transport error',
    calling,
    { type: 'transportError' },
    TCP,
    'terminated',
    `fail transport, ${END}`,
  ],
  [
    'proceeding -> proceeding on a 1xx',
    { name: 'proceeding' },
    response(180),
    UDP,
    'proceeding',
    'stopRetransmit, stopExpire, deliver',
  ],
  [
    'proceeding -> accepted on 2xx',
    { name: 'proceeding' },
    response(200),
    UDP,
    'accepted',
    'stopRetransmit, expireIn 32000, deliver',
  ],
  [
    'proceeding -> completed on 300-699',
    { name: 'proceeding' },
    response(603),
    UDP,
    'completed',
    'stopRetransmit, ack, expireIn 32000, deliver',
  ],
  [
    'proceeding -> terminated on a transport error',
    { name: 'proceeding' },
    { type: 'transportError' },
    TCP,
    'terminated',
    `fail transport, ${END}`,
  ],
  [
    'completed -> completed on a repeated rejection',
    { name: 'completed' },
    response(404),
    UDP,
    'completed',
    'absorbed, ack',
  ],
  ['completed -> completed on a late 1xx', { name: 'completed' }, response(180), UDP, 'completed', ''],
  ['completed -> terminated on timer D', { name: 'completed' }, { type: 'expire' }, UDP, 'terminated', END],
  ['accepted -> accepted on another 2xx', { name: 'accepted' }, response(200), UDP, 'accepted', 'deliver'],
  ['accepted -> accepted on a late rejection', { name: 'accepted' }, response(486), UDP, 'accepted', 'absorbed'],
  ['accepted -> terminated on timer M', { name: 'accepted' }, { type: 'expire' }, UDP, 'terminated', END],
];

test.each(INVITE_CLIENT)('INVITE client: %s', (_, state, event, reliable, next, effects) => {
  const [after, made] = stepInviteClient(state, event, reliable);
  expect([after.name, short(made)]).toEqual([next, effects]);
});

const trying: ClientState = { name: 'trying', request: 'BYE', delay: 500 };
const waiting: ClientState = { name: 'proceeding', request: 'BYE' };

const CLIENT: readonly Row<ClientState, ClientEvent>[] = [
  [
    'trying -> trying on timer E, which doubles',
    trying,
    { type: 'retransmit' },
    UDP,
    'trying',
    'send BYE, retransmitIn 1000',
  ],
  [
    'trying -> trying on timer E, up to T2',
    { ...trying, delay: 4000 },
    { type: 'retransmit' },
    UDP,
    'trying',
    'send BYE, retransmitIn 4000',
  ],
  ['trying -> proceeding on a 1xx', trying, response(100), UDP, 'proceeding', 'deliver'],
  [
    'trying -> completed on a final answer',
    trying,
    response(200),
    UDP,
    'completed',
    'stopRetransmit, expireIn 5000, deliver',
  ],
  [
    'trying -> terminated on a final answer over TCP, because timer K is zero',
    trying,
    response(200),
    TCP,
    'terminated',
    `deliver, ${END}`,
  ],
  ['trying -> terminated on timer F', trying, { type: 'expire' }, UDP, 'terminated', `fail F, ${END}`],
  [
    'trying -> terminated on a transport error',
    trying,
    { type: 'transportError' },
    TCP,
    'terminated',
    `fail transport, ${END}`,
  ],
  [
    'proceeding -> proceeding on timer E, T2 apart',
    waiting,
    { type: 'retransmit' },
    UDP,
    'proceeding',
    'send BYE, retransmitIn 4000',
  ],
  [
    'proceeding -> completed on a final answer',
    waiting,
    response(481),
    UDP,
    'completed',
    'stopRetransmit, expireIn 5000, deliver',
  ],
  ['proceeding -> terminated on timer F', waiting, { type: 'expire' }, UDP, 'terminated', `fail F, ${END}`],
  ['completed -> completed on a repeated answer', { name: 'completed' }, response(200), UDP, 'completed', 'absorbed'],
  ['completed -> terminated on timer K', { name: 'completed' }, { type: 'expire' }, UDP, 'terminated', END],
];

test.each(CLIENT)('client: %s', (_, state, event, reliable, next, effects) => {
  const [after, made] = stepClient(state, event, reliable);
  expect([after.name, short(made)]).toEqual([next, effects]);
});

test('INVITE client: start -> calling, with timers A and B over UDP, only B over TCP', () => {
  expect(short(startInviteClient('INVITE', UDP)[1])).toBe('send INVITE, expireIn 32000, retransmitIn 500');
  expect(short(startInviteClient('INVITE', TCP)[1])).toBe('send INVITE, expireIn 32000');
});

test('client: start -> trying, with timers E and F over UDP, only F over TCP', () => {
  expect(short(startClient('BYE', UDP)[1])).toBe('send BYE, expireIn 32000, retransmitIn 500');
  expect(short(startClient('BYE', TCP)[1])).toBe('send BYE, expireIn 32000');
});
