import { api, ask } from '../../api/client.ts';
import type { Place } from '../../api/types.ts';
import { entities } from '../../state/entities.svelte.ts';
import { forgetLists, home } from '../../state/lists.ts';
import { session } from '../../state/session.svelte.ts';
import type { Item } from '../../state/upload-queue.svelte.ts';
import type { Draft } from './ComposeForm.svelte';

/** Makes the post and puts it where its author looks for it first. */
export async function publish(items: readonly Item[], draft: Draft): Promise<void> {
  const photos = items.flatMap(({ media, alt }) => (media ? [{ id: media.id, alt: alt.trim() }] : []));
  const alt = Object.fromEntries(photos.filter((one) => one.alt).map((one) => [one.id, one.alt]));
  const place = placeOf(draft.place);
  const body = {
    media: photos.map((one) => one.id),
    audience: draft.audience,
    ...(draft.caption.trim() && { caption: draft.caption.trim() }),
    ...(draft.title.trim() && { title: draft.title.trim() }),
    ...(Object.keys(alt).length && { alt }),
    ...(place && { place }),
  };
  const id = entities.putPost(await ask(api.POST('/v1/posts', { body })));
  // Before home's first page, too: the server lists the post there only when its photos are made.
  home().prepend(id);
  forgetLists('tag:');
  if (!session.viewerId) return;
  forgetLists(`posts:${session.viewerId}`);
  entities.patchPerson(session.viewerId, ({ counts }) => ({
    ...(counts && { counts: { ...counts, posts: counts.posts + 1 } }),
  }));
}

function placeOf({ name, lat, lon }: Draft['place']): Place | undefined {
  if (!name.trim()) return undefined;
  const [latitude, longitude] = [Number.parseFloat(lat), Number.parseFloat(lon)];
  const exact = Number.isFinite(latitude) && Number.isFinite(longitude);
  return { name: name.trim(), ...(exact && { lat: latitude, lon: longitude }) };
}
