/** Commands about shared content and the control of shared computers: part of the noun `meeting`. */
import { command, EXAMPLE, rowsOf, says, type Block, type Command, type Json } from '../command.ts';
import { body, MEETING, queryOption, segment } from '../inputs.ts';

const FLOOR = '/v1/meetings/:meeting/floor';
const REMOTE = '/v1/meetings/:meeting/remote-control';

const who = (about: string) =>
  body('CALL', 'callId', `${about}: id of the call, as "roomgate meeting participants" shows it`, segment);

function remoteView({ state, controller, sharer, ...rest }: Json): readonly Block[] {
  return [
    { kind: 'pairs', value: { state, controller, sharer } },
    {
      kind: 'table',
      columns: {
        seq: 'seq',
        decided: 'decidedAt',
        outcome: 'outcome',
        reason: 'reason',
        controller: 'controller',
        sharer: 'sharer',
      },
      rows: rowsOf(rest, 'events'),
      empty: 'No decisions.',
    },
  ];
}

const example = (verb: string): string => `roomgate meeting ${verb} ${EXAMPLE.meeting}`;

const ANSWERS = [
  {
    verb: 'grant-control',
    route: 'grant',
    about: 'the sharer grants control of the computer to the participant who asked',
    by: 'the sharer',
  },
  {
    verb: 'deny-control',
    route: 'deny',
    about: 'the sharer denies control to the participant who asked',
    by: 'the sharer',
  },
  {
    verb: 'release-control',
    route: 'release',
    about: 'the sharer or the controller ends the control of a shared computer',
    by: 'the sharer or the controller',
  },
] as const;

export const control: readonly Command[] = [
  command('floor', `GET ${FLOOR}`, 'who shares now, and what happens when another participant wants to share', {
    arguments: [MEETING],
    examples: [example('floor')],
  }),
  command('give-floor', `PUT ${FLOOR}`, 'gives the floor to a participant, no matter who has it', {
    arguments: [MEETING, who('the next sharer')],
    examples: [`${example('give-floor')} ${EXAMPLE.call}`],
  }),
  command('take-floor', `DELETE ${FLOOR}`, 'takes the floor from the current sharer', {
    arguments: [MEETING],
    view: says('The presentation has ended.'),
    examples: [example('take-floor')],
  }),
  command('remote-control', `GET ${REMOTE}`, 'who controls a shared computer, and past decisions', {
    arguments: [MEETING],
    options: [queryOption('after', 'N', 'after', 'only decisions after this number (seq)')],
    view: remoteView,
    examples: [example('remote-control'), `${example('remote-control')} --after 7 --json`],
  }),
  command('request-control', `POST ${REMOTE}`, 'asks the sharer for control of the computer', {
    arguments: [MEETING, who('the participant who asks')],
    examples: [`${example('request-control')} ${EXAMPLE.call}`],
  }),
  ...ANSWERS.map(({ verb, route, about, by }) =>
    command(verb, `POST ${REMOTE}/${route}`, about, {
      arguments: [MEETING, who(by)],
      examples: [`${example(verb)} ${EXAMPLE.call}`],
    }),
  ),
];
