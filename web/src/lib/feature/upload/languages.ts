/** Languages that captions may be in, as the reader calls them. */
import { LOCALE } from '../../i18n/core.ts';

// Those that most people write subtitles in; what the browser asks for comes first.
const CODES =
  'ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lt lv mk ml mn mr ms my nb ne nl nn pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh'.split(
    ' ',
  );
const names = new Intl.DisplayNames(LOCALE, { type: 'language' });

export interface Language {
  code: string;
  name: string;
}

export function languages(asked: readonly string[]): Language[] {
  const first = [...new Set(asked.map(baseOf))].filter((code) => CODES.includes(code));
  const all = CODES.filter((code) => !first.includes(code)).map(named);
  return [...first.map(named), ...all.sort((a, b) => a.name.localeCompare(b.name, LOCALE))];
}

/** What its own speakers call it: "Deutsch". */
export function ownName(code: string): string {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** `harbour.de.vtt` is German. */
export function languageIn(fileName: string): string | undefined {
  const found = /[._-]([a-z]{2})(?:[-_][a-z]{2,4})?\.vtt$/i.exec(fileName)?.[1]?.toLowerCase();
  return found && CODES.includes(found) ? found : undefined;
}

const baseOf = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? '';
const named = (code: string): Language => ({ code, name: names.of(code) ?? code });
