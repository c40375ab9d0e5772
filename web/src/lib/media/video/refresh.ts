/** A medium as the server has it now, put wherever it is shown. */
import { api, ask } from '../../api/client.ts';
import type { Media } from '../../api/types.ts';
import { entities, type AnyMedia } from '../../state/entities.svelte.ts';
import { live } from '../../state/live.svelte.ts';

/** Nothing when it cannot be asked for; what is shown then stays as it is. */
export async function refreshed(media_id: string): Promise<Media | undefined> {
  try {
    const media = await ask(api.GET('/v1/media/{media_id}', { params: { path: { media_id } } }));
    put(media);
    return media;
  } catch {
    return undefined;
  }
}

/** Says how far (0–1) the making of a medium is, and its state, until the answer is called. */
export function progress(media_id: string | undefined, told: (part: number, state: string) => void): () => void {
  return live.on((event) => {
    if (event.type !== 'media.progress' || event.media_id !== media_id) return;
    told(event.done / Math.max(1, event.steps), event.state);
  });
}

/** Keeps a medium that is being made up to date, and says how far it is (0–1), until the answer is called. */
export function followed(media_id: string, told?: (part: number) => void): () => void {
  // What happened before anybody listened.
  void refreshed(media_id);
  return progress(media_id, (part, state) => {
    told?.(part);
    if (state === 'ready' || state === 'failed') void refreshed(media_id);
  });
}

export function put(media: Media): void {
  for (const post of entities.posts()) {
    if (!post.media.some((one) => one.id === media.id)) continue;
    entities.patchPost(post.id, ({ media: all }) => ({
      media: all.map((one) => (one.id === media.id ? ({ ...one, ...media, alt: one.alt } as AnyMedia) : one)),
    }));
  }
}
