/** Alias addresses as texts, by which aliases are compared (H.225.0 §7.2.1, AliasAddress). */
import type { H225 } from '../asn1/index.ts';

const digitsOf = (number: H225.PartyNumber): string | undefined => {
  if ('e164Number' in number) return number.e164Number.publicNumberDigits;
  if ('privateNumber' in number) return number.privateNumber.privateNumberDigits;
  return undefined;
};

/**
 * Returns undefined for kinds that are not used as names here: transport addresses, mobile and ISUP numbers.
 * Trailing zero characters are not part of a name.
 */
export function aliasText(alias: H225.AliasAddress): string | undefined {
  if ('dialedDigits' in alias) return alias.dialedDigits;
  if ('h323-ID' in alias) return trimmed(alias['h323-ID']);
  if ('url-ID' in alias) return trimmed(alias['url-ID']).replace(/^(?:h323|callto|sip):/i, '');
  if ('email-ID' in alias) return trimmed(alias['email-ID']);
  return 'partyNumber' in alias ? digitsOf(alias.partyNumber) : undefined;
}

const trimmed = (text: string): string => text.replace(/\0+$/, '').trim();

/** The distinct non-empty texts of a list. */
export function aliasTexts(aliases: readonly H225.AliasAddress[] | undefined): readonly string[] {
  const texts = (aliases ?? []).map(aliasText).filter((text): text is string => text !== undefined && text !== '');
  return [...new Set(texts)];
}

/** Digits become an E.164 alias, everything else an h323-ID. */
export const toAlias = (text: string): H225.AliasAddress =>
  /^[0-9#*,]{1,128}$/.test(text) ? { dialedDigits: text } : { 'h323-ID': text };
