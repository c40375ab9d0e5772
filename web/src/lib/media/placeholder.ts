/** A picture's ThumbHash as a small image, computed once for each hash. */
import { thumbHashToDataURL } from 'thumbhash';

const KEPT_MAX = 500;
const kept = new Map<string, string>();

export function placeholderUrl(hash: string | null | undefined): string | undefined {
  if (!hash) return undefined;
  const known = kept.get(hash);
  if (known !== undefined) return known || undefined;
  const url = decode(hash);
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '');
  kept.set(hash, url);
  return url || undefined;
}

function decode(hash: string): string {
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(hash), (char) => char.charCodeAt(0)));
  } catch {
    // A damaged placeholder costs a grey box and nothing more.
    return '';
  }
}
