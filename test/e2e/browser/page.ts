/** The page of the tests: a peer connection for any signalling (`peer`), and a SIP client over WebSocket (`sip`). */
import { Inviter, SessionState, UserAgent, Web, type Session } from 'sip.js';
import type { BrowserClient } from './client.ts';
import { listenTo, makeMedia, preferH264, seenBy, type PageMedia } from './media.ts';

interface Running {
  readonly pc: RTCPeerConnection;
  readonly media: PageMedia;
  hears?: (frequency: number) => number;
}

interface Sip {
  readonly agent: UserAgent;
  readonly session: Session;
}

let running: Running | undefined;
let sip: Sip | undefined;
/** The states of the SIP call, and the reason of a rejection. */
const states: string[] = [];

/** An offer with all gathered addresses. */
async function offer(frequency: number, video: boolean | 'recvonly'): Promise<string> {
  const media = makeMedia(frequency, video === true);
  const pc = new RTCPeerConnection();
  for (const track of media.stream.getTracks()) pc.addTrack(track, media.stream);
  if (video === 'recvonly') pc.addTransceiver('video', { direction: 'recvonly' });
  preferH264(pc);
  running = { pc, media };
  await pc.setLocalDescription();
  if (pc.iceGatheringState !== 'complete')
    await new Promise<void>((done) =>
      pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && done()),
    );
  return pc.localDescription!.sdp;
}

async function answer(sdp: string): Promise<void> {
  await running!.pc.setRemoteDescription({ type: 'answer', sdp });
  running!.hears = listenTo(running!.pc);
}

/** Dials `target` by SIP over the WebSocket at `server`. Resolves when the call is established or rejected. */
async function dial(server: string, target: string, frequency: number, video: boolean): Promise<string> {
  const media = makeMedia(frequency, video);
  const agent = new UserAgent({
    uri: UserAgent.makeURI('sip:browser@browser.invalid')!,
    transportOptions: { server },
    sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(async () => media.stream),
    logBuiltinEnabled: false,
    userAgentString: 'sip.js browser',
  });
  await agent.start();
  const session = new Inviter(agent, UserAgent.makeURI(target)!, {
    sessionDescriptionHandlerOptions: { constraints: { audio: true, video } },
  });
  sip = { agent, session };
  const settled = new Promise<string>((done) => {
    session.stateChange.addListener((state) => {
      states.push(state);
      if (state === SessionState.Established || state === SessionState.Terminated) done(state);
    });
  });
  await session.invite({
    requestDelegate: {
      onReject: ({ message }) => states.push(`${message.statusCode} ${message.getHeader('warning') ?? ''}`),
    },
  });
  const state = await settled;
  const pc = (session.sessionDescriptionHandler as Web.SessionDescriptionHandler | undefined)?.peerConnection;
  if (state === SessionState.Established && pc !== undefined) running = { pc, media, hears: listenTo(pc) };
  return state;
}

/** Sends a digit by INFO, as sip.js does. */
async function key(digit: string): Promise<void> {
  await sip!.session.info({
    requestOptions: {
      body: {
        contentDisposition: 'render',
        contentType: 'application/dtmf-relay',
        content: `Signal=${digit}\r\nDuration=200`,
      },
    },
  });
}

async function hangUp(): Promise<void> {
  running?.pc.close();
  running?.media.stop();
  if (sip?.session.state === SessionState.Established) await sip.session.bye();
  await sip?.agent.stop();
  [running, sip] = [undefined, undefined];
}

const client: BrowserClient = {
  offer,
  answer,
  dial,
  key,
  hangUp,
  states: () => states,
  hears: (frequency: number) => running?.hears?.(frequency) ?? 0,
  sees: async () => (running === undefined ? { frames: 0, width: 0, codec: '' } : seenBy(running.pc)),
  connection: () => running?.pc.connectionState ?? 'none',
};

Object.assign(globalThis, { client });
