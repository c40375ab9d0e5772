import { describe, expect, it } from 'vitest';
import { graphemes } from './graphemes.ts';
import { bareLink, parts, safeLink } from './text.ts';

const marks = (text: string, names?: string[]) =>
  parts(text, names)
    .filter((part) => part.kind !== 'text')
    .map((part) => part.text);

describe('parts', () => {
  it('joins to the whole text again', () => {
    const text = 'Über #Straße_7 mit @ana.lind! Mehr: https://example.org/a_(b)?q=1, x@y.org #1 ##no 👩‍👩‍👧 #tag';
    expect(
      parts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it('finds tags in any script, lower-cased, and none that is only a number', () => {
    expect(parts('#Straße #日本 #7 #2nd').filter((part) => part.kind === 'tag')).toEqual([
      { kind: 'tag', text: '#Straße', tag: 'straße' },
      { kind: 'tag', text: '#日本', tag: '日本' },
      { kind: 'tag', text: '#2nd', tag: '2nd' },
    ]);
  });

  it('leaves marks inside of words alone', () => {
    expect(marks('mail@example.org a#b &#38; https://example.org/#part')).toEqual(['https://example.org/#part']);
  });

  it('ends a mention before the full stop', () => {
    expect(marks('Thanks @ana.lind. And @ben_o, too')).toEqual(['@ana.lind', '@ben_o']);
  });

  it('links only the names that the server knows, when it says which', () => {
    expect(marks('@ana and @nobody', ['Ana'])).toEqual(['@ana']);
  });
});

describe('graphemes', () => {
  it('counts what a person sees', () => {
    expect(graphemes('👩‍👩‍👧é🇳🇴')).toBe(3);
  });
});

describe('links of profiles', () => {
  it('never runs a script', () => {
    expect(safeLink('javascript:alert(1)')).toBeUndefined();
    expect(safeLink('data:text/html,x')).toBeUndefined();
    expect(safeLink('example.org/me')).toBe('https://example.org/me');
  });

  it('reads as people write it', () => {
    expect(bareLink('https://www.example.org/')).toBe('example.org');
  });
});
