/** The small machines of a call: its signalling state, its channels as offers and answers, signs of life. */
import { describe, expect, it } from 'vitest';
import { callStep, type CallEvent, type CallState } from '../../../gateway/h323/h225/call-state.ts';
import { MediaNegotiation } from '../../../gateway/h323/leg/media-negotiation.ts';
import type { MediaDescription } from '../../../media/port.ts';
import { audioStream, offerOf } from '../../fakes/descriptions.ts';

const PROCEEDING: CallState = { kind: 'proceeding' };
const ACTIVE: CallState = { kind: 'active' };
const OVER: CallState = { kind: 'over' };

describe('call signalling', () => {
  it.each<[string, CallState, CallEvent, CallState['kind'], readonly string[]]>([
    ['proceeding -> active on accept', PROCEEDING, { type: 'accept' }, 'active', ['connect']],
    [
      'proceeding -> over on release',
      PROCEEDING,
      { type: 'release', reason: 'unknown-pin' },
      'over',
      ['releaseComplete unknown-pin', 'ended unknown-pin'],
    ],
    [
      'proceeding -> over on a release by the peer',
      PROCEEDING,
      { type: 'releasedByPeer' },
      'over',
      ['ended cancelled'],
    ],
    [
      'proceeding -> over on a lost connection',
      PROCEEDING,
      { type: 'lost', reason: 'transport-failed' },
      'over',
      ['ended cancelled'],
    ],
    ['active -> active on accept', ACTIVE, { type: 'accept' }, 'active', []],
    [
      'active -> over on release',
      ACTIVE,
      { type: 'release', reason: 'meeting-over' },
      'over',
      ['releaseComplete meeting-over', 'ended meeting-over'],
    ],
    ['active -> over on a release by the peer', ACTIVE, { type: 'releasedByPeer' }, 'over', ['ended hung-up']],
    [
      'active -> over on a lost connection',
      ACTIVE,
      { type: 'lost', reason: 'transport-failed' },
      'over',
      ['ended transport-failed'],
    ],
    ['over -> over on accept', OVER, { type: 'accept' }, 'over', []],
    ['over -> over on release', OVER, { type: 'release', reason: 'shutdown' }, 'over', []],
    ['over -> over on a lost connection', OVER, { type: 'lost', reason: 'transport-failed' }, 'over', []],
  ])('%s', (_, state, event, kind, effects) => {
    const [next, done] = callStep(state, event);
    expect([
      next.kind,
      done.map((effect) => ('reason' in effect ? `${effect.type} ${effect.reason}` : effect.type)),
    ]).toEqual([kind, effects]);
  });
});

const RUNNING = offerOf(audioStream(['PCMU']));
/** Cameras and screens alone do not make a call. */
const CAMERA = offerOf(
  audioStream(['PCMU'], { direction: 'inactive' }),
  { ...audioStream(['PCMU']), kind: 'application', role: 'camera' },
  { ...audioStream(['PCMU']), kind: 'video', role: 'content' },
);
const STILL = offerOf(audioStream(['PCMU'], { direction: 'inactive' }));

describe('channels as offers and answers', () => {
  const after = (
    start: 'fast connect' | 'offer at CONNECT' | 'offer in mid-call',
    ...changes: readonly (readonly [MediaDescription, boolean])[]
  ): MediaNegotiation => {
    const media = new MediaNegotiation(start !== 'offer at CONNECT');
    if (start === 'offer in mid-call') media.offered();
    for (const [description, settling] of changes) media.changed(description, settling);
    return media;
  };
  const types = (events: readonly { readonly type: string }[]): readonly string[] => events.map(({ type }) => type);

  it.each<[string, MediaNegotiation, MediaDescription, boolean, readonly string[]]>([
    ['first-answer -> open on a channel', after('offer at CONNECT'), RUNNING, true, ['mediaAnswered', 'established']],
    ['first-answer -> first-answer while nothing runs', after('offer at CONNECT'), STILL, false, []],
    ['first-answer -> first-answer while only a camera and a screen run', after('offer at CONNECT'), CAMERA, false, []],
    ['answer -> answer while only a camera and a screen run', after('offer in mid-call'), CAMERA, false, []],
    ['open -> open on any change', after('fast connect'), STILL, true, ['mediaOffered']],
    ['answer -> answer while settling', after('offer in mid-call'), RUNNING, true, []],
    ['answer -> answer while nothing runs', after('offer in mid-call'), STILL, false, []],
    ['answer -> open once settled', after('offer in mid-call', [STILL, true]), RUNNING, false, ['mediaAnswered']],
    ['open -> open after the answer', after('offer in mid-call', [RUNNING, false]), RUNNING, false, ['mediaOffered']],
  ])('%s', (_, media, description, settling, events) => {
    expect(types(media.changed(description, settling))).toEqual(events);
  });

  it.each<[string, MediaNegotiation, unknown]>([
    ['first-answer -> end', after('offer at CONNECT'), 'end'],
    ['open -> open', after('fast connect'), undefined],
    ['answer -> open, refused, if nothing runs', after('offer in mid-call', [STILL, true]), { type: 'mediaRefused' }],
    [
      'answer -> open, with the available streams',
      after('offer in mid-call', [RUNNING, true]),
      { type: 'mediaAnswered', answer: RUNNING },
    ],
  ])('on the timeout: %s', (_, media, event) => {
    expect(media.timedOut()).toEqual(event);
  });
});
