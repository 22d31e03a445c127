import { bytesToText, NO_PARAMS, parseParams, quote, skipQuoted, textToBytes, unquote } from './scan.ts';
import type { Params } from './scan.ts';

/** name-addr or addr-spec with header parameters: From, To, Contact, Route, Refer-To (RFC 3261 §20.10). */
export interface Address {
  /** The display name, unquoted; absent if there is no such name. */
  readonly display?: string;
  /** The URI, not yet parsed. */
  readonly uri: string;
  readonly params: Params;
}

export function parseAddress(text: string): Address | undefined {
  const open = openBracket(text);
  if (open < 0) return parseAddrSpec(text);
  const close = text.indexOf('>', open);
  if (close < 0) return undefined;
  const params = parseParams(text, skipBlank(text, close + 1));
  const uri = text.slice(open + 1, close).trim();
  if (params === undefined || uri === '') return undefined;
  const display = bytesToText(unquote(text.slice(0, open).trim()));
  return { ...(display === '' ? {} : { display }), uri, params };
}

function openBracket(text: string): number {
  if (!text.startsWith('"')) return text.indexOf('<');
  const end = skipQuoted(text, 0);
  return end < 0 ? -1 : text.indexOf('<', end);
}

/** True if quotes and brackets are closed: the least that From and To need for an answer. */
export function isBalanced(text: string): boolean {
  const open = openBracket(text);
  return open < 0 ? !text.startsWith('"') : text.includes('>', open);
}

/** Without brackets, every parameter belongs to the header, and the URI has no header fields (RFC 3261 §20). */
function parseAddrSpec(text: string): Address | undefined {
  if (text.startsWith('"')) return undefined;
  const semicolon = text.indexOf(';');
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  const params = semicolon < 0 ? NO_PARAMS : parseParams(text, semicolon);
  return params === undefined || uri === '' || /[\s?]/.test(uri) ? undefined : { uri, params };
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

/** The tag of a From or To, or undefined. Cheaper than parsing the whole value. */
export function tagOf(text: string): string | undefined {
  const open = openBracket(text);
  const from = text.indexOf(';', open < 0 ? 0 : Math.max(open, text.indexOf('>', open)));
  if (from < 0) return undefined;
  // A quoted value may contain anything.
  if (text.includes('"', from)) return parseParams(text, from)?.get('tag') || undefined;
  const match = /;\s*tag\s*=\s*([^;\s]+)/i.exec(text.slice(from));
  return match?.[1];
}

export function printAddress(uri: string, display?: string): string {
  return display === undefined || display === ''
    ? `<${uri}>`
    : `${quote(textToBytes(display).replaceAll(/[\r\n]/g, ' '))} <${uri}>`;
}
