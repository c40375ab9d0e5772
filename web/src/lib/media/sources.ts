/** Addresses of a picture's sizes. Cards carry one template; a full Media lists every variant. */
import type { AnyMedia } from '../state/entities.svelte.ts';

export interface Sources {
  avif: string | undefined;
  jpeg: string | undefined;
  /** For a browser that knows neither srcset nor picture, and for preloading. */
  src: string;
}

type Type = 'avif' | 'jpeg';
const ENDINGS: Record<Type, string> = { avif: 'avif', jpeg: 'jpg' };

/** The square one is a crop and never stands in for the whole picture. */
const CROPPED = 'thumb';

export function sources(media: AnyMedia): Sources {
  const list = (type: Type) => srcset(widths(media, type));
  const jpeg = widths(media, 'jpeg');
  return { avif: list('avif'), jpeg: list('jpeg'), src: jpeg.at(-1)?.[0] ?? widths(media, 'avif').at(-1)?.[0] ?? '' };
}

/** The 150 × 150 crop, or the smallest whole picture where there is none. */
export function square(media: AnyMedia): Sources {
  const avif = one(media, CROPPED, 'avif');
  const jpeg = one(media, CROPPED, 'jpeg');
  const src = jpeg ?? avif;
  if (src) return { avif, jpeg, src };
  const all = sources(media);
  return { ...all, src: widths(media, 'jpeg')[0]?.[0] ?? all.src };
}

function widths(media: AnyMedia, type: Type): [string, number][] {
  return sizes(media)
    .filter(([name]) => name !== CROPPED && name !== 'original')
    .map(([name, width]): [string | undefined, number] => [one(media, name, type), width])
    .filter((entry): entry is [string, number] => entry[0] !== undefined)
    .sort((a, b) => a[1] - b[1]);
}

function sizes(media: AnyMedia): [string, number][] {
  if (media.sizes) return Object.entries(media.sizes).map(([name, [width = 0]]) => [name, width]);
  const seen = new Map((media.variants ?? []).map((variant) => [variant.name, variant.width]));
  return [...seen];
}

function one(media: AnyMedia, name: string, type: Type): string | undefined {
  if (media.url && media.sizes) {
    if (!media.sizes[name] || !(media.types ?? ['jpeg']).includes(type)) return undefined;
    return media.url
      .replace('{key}', media.key ?? '')
      .replace('{variant}', name)
      .replace('{ext}', ENDINGS[type]);
  }
  return media.variants?.find((variant) => variant.name === name && variant.type.endsWith(type))?.url;
}

function srcset(entries: [string, number][]): string | undefined {
  if (!entries.length) return undefined;
  return entries.map(([url, width]) => `${url} ${width}w`).join(', ');
}
