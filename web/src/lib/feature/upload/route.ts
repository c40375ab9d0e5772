/** The way of a photo to the server, as the upload queue asks for it. */
import { api, ask } from '../../api/client.ts';
import { Problem } from '../../api/errors.ts';
import type { Media } from '../../api/types.ts';
import { giveUp, uploadFile } from '../../api/upload.ts';
import { pause } from '../../state/backoff.ts';
import { live } from '../../state/live.svelte.ts';
import type { Route } from '../../state/upload-queue.svelte.ts';

const AT = (media_id: string) => ({ params: { path: { media_id } } });

// The socket says when it is done. The question behind it is for an event lost on the way.
const ASK_AFTER_MS = 3_000;

// What a browser can draw itself. A HEIC shows once the server has made a JPEG of it.
const DRAWN = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);

export const route: Route = {
  send: uploadFile,
  finished,
  // Whoever takes a file out does not wait for that, and the server forgets it anyway.
  giveUp: (upload) => void giveUp(upload).catch(() => undefined),
  pause: better,
  retry: (id) => ask(api.POST('/v1/media/{media_id}/retry', AT(id))),
  preview: (file) => (DRAWN.has(file.type) ? URL.createObjectURL(file) : undefined),
  release: (preview) => URL.revokeObjectURL(preview),
};

/** Waits a while, or until the line is back. */
function better(attempt: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, pause(attempt, Math.random()));
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

function finished(id: string, signal: AbortSignal): Promise<Media> {
  return new Promise((resolve, reject) => {
    const ends: (() => void)[] = [];
    const end = () => ends.splice(0).forEach((stop) => stop());
    const look = async () => {
      try {
        const media = await ask(api.GET('/v1/media/{media_id}', AT(id)));
        if (media.state !== 'ready' && media.state !== 'failed') return;
        end();
        resolve(media);
      } catch (error) {
        // A moment without a network is no failure of the picture.
        if (error instanceof Problem && error.isOffline) return;
        end();
        reject(error);
      }
    };
    const timer = setInterval(look, ASK_AFTER_MS);
    ends.push(() => clearInterval(timer));
    ends.push(live.on((event) => event.type === 'media.progress' && event.media_id === id && void look()));
    signal.addEventListener('abort', () => {
      end();
      reject(new Problem({ status: 0, code: 'cancelled', title: 'cancelled' }));
    });
    // It may have been done before anybody listened.
    void look();
  });
}
