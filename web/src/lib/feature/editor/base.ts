/** The picture that is edited on: the file that was chosen, where this browser can draw it, or what the server made of it. */
import { api, ask } from '../../api/client.ts';
import type { Media } from '../../api/types.ts';
import { live } from '../../state/live.svelte.ts';
import type { Base } from './painter.ts';

// Twice what is shown is enough to look sharp when half of it is cut off, and 18 MB at most.
const SIDE_MAX = 2160;
const ASK_AFTER_MS = 1_500;
const ASKS_MAX = 40;

const AT = (media_id: string) => ({ params: { path: { media_id } } });

export const mediaOf = (id: string): Promise<Media> => ask(api.GET('/v1/media/{media_id}', AT(id)));

/** Raises whatever the browser says of a picture that it cannot draw. */
export async function baseOf(media: Media, file: Blob | undefined): Promise<Base> {
  if (file) {
    // What this browser cannot draw, the server has drawn by now or soon will.
    const own = await drawn(file).catch(() => undefined);
    if (own) return own;
  }
  const ready = media.state === 'ready' ? media : await settled(media.id);
  const whole = ready.unedited;
  const url = whole?.url ?? ready.url?.replace('{variant}', 'large').replace('{ext}', 'jpg');
  if (!url) throw new Error('no picture');
  const image = new Image();
  image.src = url;
  await image.decode();
  const size = { width: whole?.width ?? ready.width ?? 1, height: whole?.height ?? ready.height ?? 1 };
  return { bitmap: await createImageBitmap(image), size };
}

async function drawn(file: Blob): Promise<Base> {
  const whole = await createImageBitmap(file);
  const size = { width: whole.width, height: whole.height };
  const scale = SIDE_MAX / Math.max(whole.width, whole.height);
  if (scale >= 1) return { bitmap: whole, size };
  const options = { resizeWidth: Math.round(size.width * scale), resizeQuality: 'high' } as const;
  const bitmap = await createImageBitmap(whole, options);
  whole.close();
  return { bitmap, size };
}

/** The photo once nothing is being made of it any more, or as it is after a minute. */
export async function settled(id: string): Promise<Media> {
  for (let asked = 0; ; asked++) {
    const media = await mediaOf(id);
    const busy = media.state === 'waiting' || media.state === 'processing' || media.is_remaking;
    if (!busy || asked >= ASKS_MAX) return media;
    await new Promise<void>((resolve) => {
      const stop = live.on((event) => event.type === 'media.progress' && event.media_id === id && done());
      const timer = setTimeout(() => done(), ASK_AFTER_MS);
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
    });
  }
}
