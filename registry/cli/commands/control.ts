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
      empty: 'Nothing was decided.',
    },
  ];
}

const example = (verb: string): string => `roomgate meeting ${verb} ${EXAMPLE.meeting}`;

const ANSWERS = [
  {
    verb: 'grant-control',
    route: 'grant',
    about: 'whoever shares lets the one who asked control the computer',
    by: 'who shares',
  },
  { verb: 'deny-control', route: 'deny', about: 'whoever shares does not let the one who asked', by: 'who shares' },
  {
    verb: 'release-control',
    route: 'release',
    about: 'either of the two ends the control of a shared computer',
    by: 'one of the two',
  },
] as const;

export const control: readonly Command[] = [
  command('floor', `GET ${FLOOR}`, 'who shares now, and what becomes of it when another wants to', {
    arguments: [MEETING],
    examples: [example('floor')],
  }),
  command('give-floor', `PUT ${FLOOR}`, 'gives the floor to one, whoever has it', {
    arguments: [MEETING, who('who is to share')],
    examples: [`${example('give-floor')} ${EXAMPLE.call}`],
  }),
  command('take-floor', `DELETE ${FLOOR}`, 'takes the floor from whoever has it', {
    arguments: [MEETING],
    view: says('Nobody shares any more.'),
    examples: [example('take-floor')],
  }),
  command('remote-control', `GET ${REMOTE}`, 'who controls a shared computer, and what was decided', {
    arguments: [MEETING],
    options: [queryOption('after', 'N', 'after', 'only what was decided after this number (seq)')],
    view: remoteView,
    examples: [example('remote-control'), `${example('remote-control')} --after 7 --json`],
  }),
  command('request-control', `POST ${REMOTE}`, 'asks whoever shares for control of the computer', {
    arguments: [MEETING, who('who asks')],
    examples: [`${example('request-control')} ${EXAMPLE.call}`],
  }),
  ...ANSWERS.map(({ verb, route, about, by }) =>
    command(verb, `POST ${REMOTE}/${route}`, about, {
      arguments: [MEETING, who(by)],
      examples: [`${example(verb)} ${EXAMPLE.call}`],
    }),
  ),
];
