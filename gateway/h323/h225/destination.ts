/**
 * Finds the address that a device dialled, from all the fields in which a SETUP may state it (H.323 §7.1.3, H.225.0
 * §7.3.10).
 */
import { isIP } from 'node:net';
import type { Dialled } from '../../core/dial-string.ts';
import { Secret } from '../../../base/secret.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import type { Q931Message } from '../q931/index.ts';

const MAX_ALIASES = 16;

/**
 * Returns the first alias with a user; otherwise the first one that names this gateway; otherwise an empty address,
 * so that the caller is asked for the PIN.
 */
export function dialledOf(setup: H225.SetupUUIE, message: Q931Message): Dialled {
  const aliases = [
    ...(setup.destinationAddress ?? []),
    ...(setup.remoteExtensionAddress === undefined ? [] : [setup.remoteExtensionAddress]),
  ];
  const number = message.calledPartyNumber?.digits;
  const texts = [...aliases.slice(0, MAX_ALIASES).map((alias) => aliasText(alias) ?? ''), number ?? ''];
  const found = texts.filter((text) => text !== '').map(parseAlias);
  return found.find(({ user }) => user !== undefined) ?? found[0] ?? { host: '' };
}

function aliasText(alias: H225.AliasAddress): string | undefined {
  if ('dialedDigits' in alias) return alias.dialedDigits;
  if ('h323-ID' in alias) return alias['h323-ID'];
  if ('url-ID' in alias) return alias['url-ID'];
  if ('email-ID' in alias) return alias['email-ID'];
  return 'partyNumber' in alias ? partyText(alias.partyNumber) : undefined;
}

function partyText(number: H225.PartyNumber): string | undefined {
  if ('e164Number' in number) return number.e164Number.publicNumberDigits;
  if ('privateNumber' in number) return number.privateNumber.privateNumberDigits;
  return 'dataPartyNumber' in number ? number.dataPartyNumber : undefined;
}

/**
 * Accepts `PIN`, `PIN##`, `PIN##passcode`, `host##PIN`, `host##PIN#passcode`, `PIN@host` or a bare host, with or
 * without `h323:` (RFC 3508) or `sip:`. An IP address of digits and dots only is a host; everything else without a
 * separator is a name or number.
 */
export function parseAlias(alias: string): Dialled {
  const text = alias
    .trim()
    .replace(/^(?:h323|sips?):/i, '')
    .replace(/[;?].*$/, '')
    .replace(/^ip\$/i, '');
  const at = text.lastIndexOf('@');
  if (at >= 0) return named(text.slice(0, at), withoutPort(text.slice(at + 1)));
  const marks = text.indexOf('##');
  if (marks >= 0) {
    const [before, after] = [text.slice(0, marks), text.slice(marks + 2)];
    if (/^\d+$/.test(before) || (after === '' && isIP(withoutPort(before)) === 0)) return named(text, '');
    return named(after, withoutPort(before));
  }
  return isIP(withoutPort(text)) !== 0 ? { host: withoutPort(text) } : named(text, '');
}

/** H.323 users write `#` between PIN and passcode; the dial string uses a dot. */
function named(user: string, host: string): Dialled {
  const parts = user.split('#').filter((part) => part !== '');
  const name = parts.slice(0, 2).join('.');
  return { host, ...(name !== '' && { user: new Secret(name) }) };
}

const withoutPort = (host: string): string =>
  (/^(?:[^:]*|\[.*\]):\d+$/.test(host) ? host.slice(0, host.lastIndexOf(':')) : host)
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
