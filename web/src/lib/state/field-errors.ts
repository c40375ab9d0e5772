import { t, tOr } from '../i18n/core.ts';
import '../i18n/more.ts';

/** What to say beside a field: our words for its code, those for any field, or the server's own sentence. */
export function fieldSentence(field: string, codes: string[] | null | undefined): string | undefined {
  const code = codes?.[0];
  if (code === undefined) return undefined;
  const unknown = t('field.invalid');
  const own = tOr(`field.${field}.${code}`, 'field.invalid');
  if (own !== unknown) return own;
  const general = tOr(`field.${code}`, 'field.invalid');
  // A code has no spaces: with them it is a sentence of the server, and better than our general one.
  return general === unknown && code.includes(' ') ? code : general;
}
