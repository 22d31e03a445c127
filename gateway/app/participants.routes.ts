import type { FastifyInstance } from 'fastify';
import { Problem } from '../../registry/index.ts';
import type { Dispatch } from './dispatch.ts';
import type { RoomTable } from './room-table.ts';

export interface Moderation {
  readonly rooms: RoomTable;
  readonly dispatch: Dispatch;
}

interface Meeting {
  readonly Params: { readonly id: string };
}
interface Participant {
  readonly Params: { readonly id: string; readonly callId: string };
}
interface Change extends Participant {
  readonly Body: { readonly muted?: boolean; readonly waiting?: false };
}

const id = { type: 'string', maxLength: 64 } as const;
const ofMeeting = { params: { type: 'object', properties: { id }, required: ['id'] } } as const;
const ofParticipant = { params: { type: 'object', properties: { id, callId: { type: 'string', maxLength: 128 } }, required: ['id', 'callId'] } } as const;
const change = { type: 'object', properties: { muted: { type: 'boolean' }, waiting: { const: false } }, additionalProperties: false, minProperties: 1 } as const;

const none = (): never => {
  throw new Problem('not-found', 'There is no such participant');
};

/** Who is in a meeting now, and what its host may do about it. Authentication is done before these are reached. */
export function registerParticipantRoutes(app: FastifyInstance, { rooms, dispatch }: Moderation): void {
  app.get<Meeting>('/v1/meetings/:id/participants', { schema: ofMeeting }, ({ params }) => ({
    participants: rooms.participants(params.id).map(({ callId, role, waiting, muted }) => ({ callId, role, waiting, muted })),
  }));
  app.patch<Change>('/v1/meetings/:id/participants/:callId', { schema: { ...ofParticipant, body: change } }, ({ params, body }, reply) => {
    const actions = [
      ...(body.waiting === false ? [{ type: 'admit' } as const] : []),
      ...(body.muted === undefined ? [] : [{ type: 'mute', muted: body.muted } as const]),
    ];
    for (const action of actions) if (!rooms.control(params.id, params.callId, action)) none();
    return reply.code(204).send();
  });
  app.delete<Participant>('/v1/meetings/:id/participants/:callId', { schema: ofParticipant }, ({ params }, reply) => {
    if (!dispatch.remove(params.id, params.callId)) none();
    return reply.code(204).send();
  });
  app.post<Meeting>('/v1/meetings/:id/mute-all', { schema: ofMeeting }, ({ params }, reply) => {
    rooms.muteAll(params.id);
    return reply.code(204).send();
  });
}
