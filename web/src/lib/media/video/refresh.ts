/** A medium as the server has it now, put wherever it is shown. */
import { api, ask } from '../../api/client.ts';
import type { Media } from '../../api/types.ts';
import { entities, type AnyMedia } from '../../state/entities.svelte.ts';

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

export function put(media: Media): void {
  for (const post of entities.posts()) {
    if (!post.media.some((one) => one.id === media.id)) continue;
    entities.patchPost(post.id, ({ media: all }) => ({
      media: all.map((one) => (one.id === media.id ? ({ ...one, ...media, alt: one.alt } as AnyMedia) : one)),
    }));
  }
}
