import { goto } from '$app/navigation';
import { urls } from '../../urls.ts';

// Narrow screens have no room beside a photo: there the post is a page of its own.
const ROOM = '(min-width: 60em)';

/** Opens a post over the page, with its own address. A new tab or a small screen follows the link instead. */
export function openPost(event: MouseEvent, id: string, within?: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0 || !matchMedia(ROOM).matches) return;
  event.preventDefault();
  void goto(urls.post(id), { shallow: true, state: { postId: id, within } });
}

/** Goes on to another post of the same list; Back closes it all the same. */
export function openInstead(id: string, within: string | undefined): void {
  void goto(urls.post(id), { shallow: true, replace: true, state: { postId: id, within } });
}
