/** The length of a text. Apart from its parts: who writes counts, who reads does not. */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a person would count: a family emoji is one. */
export function graphemes(text: string): number {
  let n = 0;
  for (const _ of segmenter.segment(text)) n += 1;
  return n;
}
