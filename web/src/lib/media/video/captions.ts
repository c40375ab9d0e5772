/** Which captions are shown, and what a cue says. */
export interface Caption {
  language: string;
  label: string;
  url: string;
}

/** What a person asked for: a language, none, or (nothing said) captions in place of the sound. */
export type CaptionWish = string | 'off' | undefined;

/** The language to show, or nothing. Without a wish, captions stand in for a sound that is off. */
export function captionFor(
  wish: CaptionWish,
  captions: readonly Caption[],
  { silent, languages }: { silent: boolean; languages: readonly string[] },
): string | undefined {
  if (wish === 'off' || !captions.length) return undefined;
  if (wish !== undefined && captions.some((one) => one.language === wish)) return wish;
  if (wish === undefined && !silent) return undefined;
  const base = (language: string) => language.split('-')[0]?.toLowerCase();
  for (const language of languages) {
    const found = captions.find((one) => one.language === language || base(one.language) === base(language));
    if (found) return found.language;
  }
  // A language nobody reads is worse than none, unless it was asked for.
  return wish === undefined ? undefined : captions[0]?.language;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f' };

/** The words of a WebVTT cue: `<v Ana>Look &amp; see</v>` is "Look & see". */
export function wordsOf(cue: string): string {
  return cue
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .trim();
}
