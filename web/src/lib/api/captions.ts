/** Captions of one's own video: one WebVTT file for each language. */
import { api, ask } from './client.ts';

export const CAPTION_BYTES_MAX = 512 * 1024;

const PATH = '/v1/media/{media_id}/captions/{language}' as never;
const at = (media_id: string, language: string) => ({ media_id, language });

export async function putCaptions(media_id: string, language: string, label: string, text: string): Promise<void> {
  const params = { path: at(media_id, language), query: { label } };
  await ask(api.PUT(PATH, { params, body: text, headers: { 'Content-Type': 'text/vtt' } } as never));
}

export async function dropCaptions(media_id: string, language: string): Promise<void> {
  await ask(api.DELETE(PATH, { params: { path: at(media_id, language) } } as never));
}
