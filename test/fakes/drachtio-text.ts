/** Messages between SIP and the applications of the stand-in. Byte strings, except those from applications. */
import type { SipAddress } from '../../gateway/sip/edge.ts';
import { printedName } from '../../gateway/sip/stack/message/header-names.ts';
import type { SipMessage } from '../../gateway/sip/stack/message/message.ts';
import { parseMessage } from '../../gateway/sip/stack/message/parse.ts';
import type { Body } from '../../gateway/sip/stack/message/print.ts';

const IMMUTABLE: ReadonlySet<string> = new Set([
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'content-length',
  'content-type',
  'max-forwards',
  'route',
  'record-route',
  'rseq',
]);

export function textOf(message: SipMessage): string {
  return `${message.head}\r\n\r\n${Buffer.from(message.body).toString('latin1')}`;
}

/** A message from an application: its length is that of its frame, whatever Content-Length says. */
export function readFromApp(text: string): SipMessage | undefined {
  const parsed = parseMessage(Buffer.from(text.replace(/\r\ncontent-length:.*(?=\r)/i, ''), 'utf8'));
  return parsed.ok ? parsed.message : undefined;
}

/** `address` replaces an application's `@localhost`. */
export function linesOf(message: SipMessage, { address, port }: SipAddress): string {
  const printed = (name: string, value: string): string =>
    name === 'contact' ? value.replace('@localhost', `@${address}:${port}`) : value;
  return [...message.headers]
    .filter(([name]) => !IMMUTABLE.has(name))
    .map(([name, value]) => `${printedName(name)}: ${printed(name, value)}\r\n`)
    .join('');
}

export function bodyOf(message: SipMessage): Body | undefined {
  if (message.body.length === 0) return undefined;
  return {
    type: message.headers.get('content-type') ?? 'application/sdp',
    content: Buffer.from(message.body).toString('latin1'),
  };
}

/** An answer to `request` made up locally. */
export function madeUp(request: string, statusLine: string): string {
  const kept = request.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return `SIP/2.0 ${statusLine}\r\n${kept.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
}
