/** Captions of one's own video: one WebVTT file for each language. */
import { api, ask } from './client.ts';
import type { Media } from './types.ts';

export const CAPTION_BYTES_MAX = 512 * 1024;

const PATH = '/v1/media/{media_id}/captions/{language}';

export const putCaptions = (media_id: string, language: string, label: string, text: string): Promise<Media> =>
  ask(
    api.PUT(PATH, {
      params: { path: { media_id, language }, query: { label } },
      body: text,
      headers: { 'Content-Type': 'text/vtt' },
    }),
  );

export const dropCaptions = (media_id: string, language: string): Promise<unknown> =>
  ask(api.DELETE(PATH, { params: { path: { media_id, language } } }));
