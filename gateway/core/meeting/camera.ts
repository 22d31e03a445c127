/**
 * Far-end camera control in a meeting (H.281): the asking member moves the camera whose picture it sees. Each
 * camera has one controller at a time, until it stops, stays silent too long, or leaves. Pure; time is an argument.
 */

/** The policy of the host's account (`farEndCameraControl`). */
export type CameraPolicy = 'on' | 'host' | 'off';

/** A request to a camera. `start` moves until `stop`, or until no `continue` arrives for `timeout` ms (H.281 §5.3). */
export type CameraRequest =
  | { readonly type: 'start'; readonly actions: number; readonly timeout: number }
  | { readonly type: 'continue'; readonly actions: number }
  | { readonly type: 'stop'; readonly actions: number }
  | { readonly type: 'selectSource'; readonly source: number; readonly mode: number }
  | { readonly type: 'storePreset'; readonly preset: number }
  | { readonly type: 'activatePreset'; readonly preset: number };

interface Control {
  readonly controller: string;
  /** The movement; undefined if the request moved nothing. */
  readonly actions?: number;
  /** Expiry time of the movement, ms. */
  readonly until: number;
  readonly timeout: number;
}

export interface CameraState {
  readonly policy: CameraPolicy;
  /** Keyed by the member that owns the camera. */
  readonly controls: ReadonlyMap<string, Control>;
}

export interface CameraParticipant {
  readonly isHost: boolean;
  /** The member whose picture it sees; undefined: none. */
  readonly sees?: string | undefined;
}

export type CameraEvent =
  | {
      readonly type: 'request';
      readonly from: string;
      readonly participant: CameraParticipant;
      readonly request: CameraRequest;
      /** The camera's device accepts requests. */ readonly reachable: boolean;
    }
  | { readonly type: 'policy'; readonly policy: CameraPolicy; readonly isHost: (participant: string) => boolean }
  | { readonly type: 'leave'; readonly participant: string }
  | { readonly type: 'timeout' };

/** A closed set, for metrics and the audit log. */
export type CameraReason =
  | 'asked'
  | 'policy'
  | 'host-only'
  | 'no-picture'
  | 'no-camera'
  | 'busy'
  | 'stopped'
  | 'timeout'
  | 'left';

export type CameraEffect =
  | { readonly type: 'send'; readonly to: string; readonly request: CameraRequest }
  | {
      readonly type: 'decision';
      readonly from: string;
      readonly to?: string;
      readonly outcome: 'granted' | 'denied' | 'ended';
      readonly reason: CameraReason;
    };

type CameraStep = readonly [CameraState, readonly CameraEffect[]];

/** The longest movement without a new request (H.281), ms. */
export const LONGEST = 800;

export const newCameras = (policy: CameraPolicy): CameraState => ({ policy, controls: new Map() });

export function stepCamera(state: CameraState, event: CameraEvent, now: number): CameraStep {
  switch (event.type) {
    case 'request':
      return onRequest(state, event, now);
    case 'policy':
      return onPolicy(state, event);
    case 'leave':
      return endAll(
        state,
        (target, { controller }) => target === event.participant || controller === event.participant,
        'left',
        event.participant,
      );
    case 'timeout':
      return endAll(state, (_, { until }) => until <= now, 'timeout');
    default:
      return event satisfies never;
  }
}

/** Expiry time of the next control, ms; undefined: no camera is controlled. */
export const nextTimeout = ({ controls }: CameraState): number | undefined =>
  controls.size === 0 ? undefined : Math.min(...[...controls.values()].map(({ until }) => until));

function onRequest(
  state: CameraState,
  { from, participant, request, reachable }: Extract<CameraEvent, { type: 'request' }>,
  now: number,
): CameraStep {
  const held = [...state.controls].find(([, { controller, actions }]) => controller === from && actions !== undefined);
  // `continue` and `stop` concern the camera that moves, whatever the member sees by now.
  if (request.type === 'continue' || request.type === 'stop')
    return held === undefined ? [state, []] : goOn(state, held, request, now);
  const to = participant.sees;
  const deny = (reason: CameraReason): CameraStep => [
    state,
    [{ type: 'decision', from, ...(to !== undefined && { to }), outcome: 'denied', reason }],
  ];
  if (state.policy === 'off') return deny('policy');
  if (state.policy === 'host' && !participant.isHost) return deny('host-only');
  if (to === undefined) return deny('no-picture');
  if (!reachable) return deny('no-camera');
  const other = state.controls.get(to);
  if (other !== undefined && other.controller !== from && other.until > now) return deny('busy');
  return take(state, from, to, request, now);
}

function take(
  state: CameraState,
  from: string,
  to: string,
  request: Exclude<CameraRequest, { type: 'continue' | 'stop' }>,
  now: number,
): CameraStep {
  // The movement may have expired before its timer has run.
  const [current, over] = endAll(state, (target, { until }) => target === to && until <= now, 'timeout');
  const [left, stopped] = endAll(current, (target, { controller }) => controller === from && target !== to, 'stopped');
  const known = left.controls.get(to);
  const granted: readonly CameraEffect[] =
    known === undefined ? [{ type: 'decision', from, to, outcome: 'granted', reason: 'asked' }] : [];
  return [
    { ...left, controls: new Map(left.controls).set(to, controlOf(from, request, known, now)) },
    [...over, ...stopped, ...granted, { type: 'send', to, request }],
  ];
}

/** A moving camera continues to move while it receives other requests. */
function controlOf(
  controller: string,
  request: Exclude<CameraRequest, { type: 'continue' | 'stop' }>,
  known: Control | undefined,
  now: number,
): Control {
  if (request.type !== 'start')
    return known?.actions === undefined ? { controller, until: now + LONGEST, timeout: LONGEST } : known;
  const timeout = Math.min(LONGEST, Math.max(50, request.timeout));
  return { controller, until: now + timeout, timeout, actions: request.actions };
}

function goOn(
  state: CameraState,
  [to, control]: readonly [string, Control],
  request: Extract<CameraRequest, { type: 'continue' | 'stop' }>,
  now: number,
): CameraStep {
  if (request.type === 'continue')
    return [
      { ...state, controls: new Map(state.controls).set(to, { ...control, until: now + control.timeout }) },
      [{ type: 'send', to, request }],
    ];
  return endAll(state, (target) => target === to, 'stopped');
}

function onPolicy(state: CameraState, { policy, isHost }: Extract<CameraEvent, { type: 'policy' }>): CameraStep {
  const next = { ...state, policy };
  if (policy === 'on') return [next, []];
  return endAll(
    next,
    (_, { controller }) => policy === 'off' || !isHost(controller),
    policy === 'off' ? 'policy' : 'host-only',
  );
}

/** Stops moving cameras; `gone`: nothing is sent to that member any more. */
function endAll(
  state: CameraState,
  which: (target: string, control: Control) => boolean,
  reason: CameraReason,
  gone?: string,
): CameraStep {
  const ended = [...state.controls].filter(([target, control]) => which(target, control));
  if (ended.length === 0) return [state, []];
  const effects = ended.flatMap(([to, { controller, actions }]): readonly CameraEffect[] => [
    ...(actions === undefined || to === gone
      ? []
      : [{ type: 'send', to, request: { type: 'stop', actions } } as const]),
    { type: 'decision', from: controller, to, outcome: 'ended', reason },
  ]);
  const gonePairs = new Set(ended.map(([target]) => target));
  return [{ ...state, controls: new Map([...state.controls].filter(([target]) => !gonePairs.has(target))) }, effects];
}
