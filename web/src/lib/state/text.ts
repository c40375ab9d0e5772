/** Captions and comments as parts: plain text, #hashtags, @mentions and addresses. */
export type Part =
  | { kind: 'text'; text: string }
  | { kind: 'tag'; text: string; tag: string }
  | { kind: 'mention'; text: string; username: string }
  | { kind: 'url'; text: string; href: string };

// A mark counts only at the start of a word: "a@b.c" is an address and "&#38;" is no tag.
const MARKS =
  /(?<![\p{L}\p{N}\p{M}_&/.@#])(?:#([\p{L}\p{N}\p{M}_]*[\p{L}\p{M}][\p{L}\p{N}\p{M}_]*)|@([a-z0-9](?:[a-z0-9._]{0,28}[a-z0-9_])?)|(https?:\/\/[^\s<>"]*[^\s<>".,:;!?)\]}']))/giu;

/** When `usernames` is given, only those are mentions: the server says which accounts exist. */
export function parts(text: string, usernames?: readonly string[]): Part[] {
  const known = usernames && new Set(usernames.map((name) => name.toLowerCase()));
  const found: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const part = partOf(match, known);
    if (!part) continue;
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    found.push(part);
    from = match.index + part.text.length;
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

function partOf(match: RegExpMatchArray, known: Set<string> | undefined): Part | undefined {
  const [text, tag, username, href] = match;
  if (tag) return { kind: 'tag', text, tag: tag.toLowerCase() };
  if (href) return { kind: 'url', text, href };
  if (!username || (known && !known.has(username.toLowerCase()))) return undefined;
  return { kind: 'mention', text, username: username.toLowerCase() };
}

/** A link of a profile as people write it, without scheme and closing slash. */
export function bareLink(href: string): string {
  return href.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
}

/** A profile link that is safe to follow; anything but http(s) is shown as text only. */
export function safeLink(href: string): string | undefined {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(href) ? href : `https://${href}`;
  return /^https?:\/\//i.test(full) ? full : undefined;
}
