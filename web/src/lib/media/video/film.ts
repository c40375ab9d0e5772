import type { AnyMedia } from '../../state/entities.svelte.ts';
import type { Caption } from './captions.ts';
import type { Film } from './player.svelte.ts';

export const filmOf = (media: AnyMedia): Film => ({
  id: media.id,
  stream: media.stream ?? '',
  length: (media.duration_ms ?? 0) / 1000,
  loops: media.is_loop ?? false,
  hasSound: media.has_sound ?? false,
});

export const captionsOf = (media: AnyMedia): Caption[] => media.captions ?? [];
