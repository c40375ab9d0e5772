/** One file on its way, and the world around it. */
import type { Problem } from '../api/errors.ts';
import type { Media } from '../api/types.ts';
import type { Kept } from './kept-uploads.ts';

/** missing: the page was reloaded and the file was too long to be kept; choosing it again goes on with it. */
export type Stage = 'waiting' | 'sending' | 'processing' | 'ready' | 'failed' | 'missing';

export interface Shape {
  width: number;
  height: number;
}

export interface Item {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** Empty while it is missing. */
  file: File;
  preview: string | undefined;
  /** How wide and high it looks here, until the server has made it. */
  shape: Shape | undefined;
  stage: Stage;
  /** 0 to 1 of the bytes sent. */
  part: number;
  /** Waiting for the line to come back. */
  stalled: boolean;
  alt: string;
  /** What the server calls the upload. */
  upload: string | undefined;
  media: Media | undefined;
  /** What the server said, or a problem's code, while failed. */
  reason: string | undefined;
  /** False when trying again cannot help: this is no photo. */
  hopeful: boolean;
}

export interface Going {
  upload: string | undefined;
  onbegun: (upload: string) => void;
  onprogress: (part: number) => void;
  signal: AbortSignal;
}

/** The outside world, so that a test can stand in for it. */
export interface Route {
  send(file: File, going: Going): Promise<Media>;
  /** Resolves when the picture is ready or failed. */
  finished(id: string, signal: AbortSignal): Promise<Media>;
  retry(id: string): Promise<Media>;
  giveUp(upload: string): void;
  /** Resolves when another try is worth it, and when the signal is aborted. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
  preview(file: File): string | undefined;
  release(preview: string): void;
}

/** What a later try may not meet again. */
export const mayPass = ({ status, code }: Problem) =>
  code !== 'unreadable' && (status === 0 || status === 429 || status >= 500);

/** The file says what it is, until the server has looked at its bytes. */
export const isFilm = ({ media, file }: Item) => (media ? media.kind === 'video' : file.type.startsWith('video/'));

export function blank(key: string, name: string, size: number): Item {
  return {
    key,
    name,
    size,
    file: new File([], name),
    preview: undefined,
    shape: undefined,
    stage: 'waiting',
    part: 0,
    stalled: false,
    alt: '',
    upload: undefined,
    media: undefined,
    reason: undefined,
    hopeful: true,
  };
}

/** What is to be remembered of an item. */
export function kept({ key, name, size, file, alt, upload, media }: Item): Kept {
  return { key, name, size, type: file.type, modified: file.lastModified, alt, upload, media: media?.id };
}
