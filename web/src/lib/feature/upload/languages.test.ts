import { expect, test } from 'vitest';
import { languageIn, languages, ownName } from './languages.ts';

test('the reader’s languages come first, and each comes once', () => {
  const all = languages(['de-AT', 'en-GB', 'de', 'tlh']);
  expect(all.slice(0, 2)).toEqual([
    { code: 'de', name: 'German' },
    { code: 'en', name: 'English' },
  ]);
  expect(new Set(all.map((one) => one.code)).size).toBe(all.length);
});

test('a file’s name may say its language', () => {
  expect(['harbour.de.vtt', 'harbour_pt-BR.vtt', 'harbour.vtt', 'harbour.xx.vtt', 'de.vtt'].map(languageIn)).toEqual([
    'de',
    'pt',
    undefined,
    undefined,
    undefined,
  ]);
});

test('a language is labelled as its speakers call it', () => {
  expect(ownName('de')).toBe('Deutsch');
  expect(ownName('fr')).toBe('Français');
});
