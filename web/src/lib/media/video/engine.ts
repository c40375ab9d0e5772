/**
 * How a stream gets into a <video>: by the browser itself where it knows HLS, else by hls.js, which is fetched only
 * then. A quality is chosen by hand through hls.js alone, because browsers keep that choice to themselves.
 */
import type Hls from 'hls.js/light';

export type Trouble = 'network' | 'format';

export interface Engine {
  /** The stream is in parts that hls.js fetches: a rung may be chosen. */
  readonly chooses: boolean;
  /** A height of `heights()`, or nothing for what fits the line and the screen. */
  choose(height: number | undefined): void;
  /** Gives back buffers and stops fetching. */
  end(): void;
}

export interface Start {
  video: HTMLVideoElement;
  url: string;
  /** Seconds. */
  at: number;
  height: number | undefined;
  onTrouble: (trouble: Trouble) => void;
}

const NATIVE = 'application/vnd.apple.mpegurl';
// A minute behind and half ahead: enough to step back without asking again, little enough for a phone.
const AHEAD_S = 30;
const BEHIND_S = 60;

// What the line gave last, so that the next video does not begin with the smallest picture.
let bitsPerSecond: number | undefined;

export const hasNative = (video: HTMLVideoElement): boolean => video.canPlayType(NATIVE) !== '';
export const hasParts = (): boolean => 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;

/** hls.js when a rung is asked for or nothing else can play it; raises when neither can. */
export async function engineFor(start: Start, { native }: { native: boolean }): Promise<Engine> {
  if (native && start.height === undefined) return nativeEngine(start);
  const { default: Hls } = await import('hls.js/light');
  if (!Hls.isSupported()) throw new TypeError('no way to play a stream');
  return hlsEngine(new Hls(settings(start)), Hls, start);
}

function nativeEngine({ video, url, at }: Start): Engine {
  // The fragment is where it begins; without it a seek waits for the first picture of the film.
  video.src = at > 0 ? `${url}#t=${at.toFixed(2)}` : url;
  return {
    chooses: false,
    choose: () => undefined,
    end: () => {
      video.removeAttribute('src');
      video.load();
    },
  };
}

function settings({ at }: Start): Partial<Hls['config']> {
  return {
    // The page's policy allows no worker from a blob, and fMP4 needs next to no work.
    enableWorker: false,
    capLevelToPlayerSize: true,
    maxBufferLength: AHEAD_S,
    maxMaxBufferLength: AHEAD_S,
    backBufferLength: BEHIND_S,
    startPosition: at > 0 ? at : -1,
    ...(bitsPerSecond !== undefined && { abrEwmaDefaultEstimate: bitsPerSecond }),
  };
}

function hlsEngine(hls: Hls, { Events, ErrorTypes }: typeof Hls, start: Start): Engine {
  const { video, url, onTrouble } = start;
  let wanted = start.height;
  let mended = false;
  const choose = (height: number | undefined) => {
    wanted = height;
    const at = hls.levels.findIndex((level) => rung(level) === height);
    // The screen limits what is chosen for a person, not what a person chooses.
    hls.currentLevel = at;
  };
  hls.on(Events.MANIFEST_PARSED, () => wanted !== undefined && choose(wanted));
  hls.on(Events.ERROR, (_, error) => {
    if (!error.fatal) return;
    if (error.type === ErrorTypes.MEDIA_ERROR && !mended) {
      mended = true;
      hls.recoverMediaError();
    } else onTrouble(error.type === ErrorTypes.NETWORK_ERROR ? 'network' : 'format');
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    chooses: true,
    choose,
    end: () => {
      bitsPerSecond = hls.bandwidthEstimate;
      hls.destroy();
    },
  };
}

/** The shorter side, which is how people name a quality: 1280 × 720 and 720 × 1280 are both 720. */
export const rung = ({ width, height }: { width: number; height: number }): number => Math.min(width, height);
