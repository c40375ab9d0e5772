import { api, ask } from '../../api/client.ts';
import type { Place } from '../../api/types.ts';
import { entities } from '../../state/entities.svelte.ts';
import { forgetLists, home } from '../../state/lists.ts';
import { session } from '../../state/session.svelte.ts';
import type { Item } from '../../state/upload-queue.svelte.ts';
import type { Draft } from './ComposeForm.svelte';
import { partnerOf } from './partner.ts';
import { instant } from './time.ts';

/** Makes the post and puts it where its author looks for it first; which state it is in. */
export async function publish(items: readonly Item[], draft: Draft): Promise<string> {
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
    ...keeping(draft),
    people: peopleIn(draft, photos),
    ...(draft.partner.trim() && { partner: await partnerOf(draft.partner) }),
    licence: draft.options.licence,
    sensitive: draft.options.sensitive,
    comments_from: draft.options.commentsFrom,
  };
  const id = entities.putPost(await ask(api.POST('/v1/posts', { body })));
  if (body.state) {
    forgetLists(`shelf:${body.state}`);
    return body.state;
  }
  // The card keeps its height when what is shown in it is made.
  const shapes = new Map(items.map((one) => [one.media?.id, one.shape]));
  entities.patchPost(id, ({ media }) => ({
    media: media.map((one) => (one.width ? one : ({ ...one, ...shapes.get(one.id) } as typeof one))),
  }));
  // Before home's first page, too: the server lists the post there only when its photos are made.
  home().prepend(id);
  forgetLists('tag:');
  if (!session.viewerId) return 'published';
  forgetLists(`posts:${session.viewerId}`);
  entities.patchPerson(session.viewerId, ({ counts }) => ({
    ...(counts && { counts: { ...counts, posts: counts.posts + 1 } }),
  }));
  return 'published';
}

/** Those whose picture is still there. */
const peopleIn = ({ people }: Draft, photos: { id: string }[]) =>
  people
    .filter((one) => photos.some((photo) => photo.id === one.media_id))
    .map(({ user_id, media_id, x, y }) => ({ user_id, media_id, x, y }));

/** As a draft, or for a time. */
function keeping({ keep, options }: Draft): { state?: 'draft' | 'scheduled'; publish_at?: string } {
  if (keep) return { state: 'draft' };
  return options.publishAt ? { state: 'scheduled', publish_at: instant(options.publishAt) } : {};
}

function placeOf({ name, lat, lon }: Draft['place']): Place | undefined {
  if (!name.trim()) return undefined;
  const [latitude, longitude] = [Number.parseFloat(lat), Number.parseFloat(lon)];
  const exact = Number.isFinite(latitude) && Number.isFinite(longitude);
  return { name: name.trim(), ...(exact && { lat: latitude, lon: longitude }) };
}
