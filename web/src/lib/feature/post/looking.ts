/** What others do with the post that is open is seen without asking again. */
import { live } from '../../state/live.svelte.ts';
import { commentsOn, fetchPost } from '../../state/post-lists.ts';

// The server says at most once a second that something has changed; a reader has no use for more.
const PAUSE_MS = 2_000;
// A reader who has gone on further than this stays where they are: new comments come with the next visit.
const COMMENTS_MAX = 20;

/** Until the answer is called, the post is renewed as it changes. */
export function lookAt(post_id: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;

  async function renew() {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) void renew();
    }, PAUSE_MS);
    const comments = commentsOn(post_id);
    // Gone or hidden by now, or the network is: what stands there is from before, and stays.
    await fetchPost(post_id).catch(() => undefined);
    if (comments.begun && comments.ids.length <= COMMENTS_MAX) await comments.refresh();
  }

  live.look(post_id);
  const stop = live.on((event) => {
    if (event.type !== 'post.changed' || event.post_id !== post_id) return;
    if (timer) again = true;
    else void renew();
  });
  return () => {
    stop();
    clearTimeout(timer);
    live.leave(post_id);
  };
}
