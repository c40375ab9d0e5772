/** What goes on while somebody is signed in: it comes after the page, and ends with the answer. */
import { hear } from '../notify/hearing.ts';
import { watch } from '../post/watching.ts';

export function begin(): () => void {
  const ends = [hear(), watch()];
  return () => ends.forEach((end) => end());
}
