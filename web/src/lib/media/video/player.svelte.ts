/** One video as its controls see it. The element is the truth; these are the parts of it that are shown. */
import { captionFor, type Caption } from './captions.ts';
import { choices } from './choices.svelte.ts';
import { engineFor, hasNative, hasParts, type Engine, type Trouble } from './engine.ts';
import { keepPlace, placeOf } from './places.ts';
import type { Actor, Stage } from './stage.ts';

export interface Film {
  id: string;
  stream: string;
  length: number;
  loops: boolean;
  hasSound: boolean;
}

// A spinner that flashes tells of a trouble that was none.
const SLOW_AFTER_MS = 300;

export class Player implements Actor {
  playing = $state(false);
  /** A picture of the film has been shown: the poster has done its work. */
  shown = $state(false);
  slow = $state(false);
  time = $state(0);
  length = $state(0);
  /** Seconds from the start that are here already. */
  loaded = $state(0);
  ended = $state(false);
  trouble = $state<Trouble>();
  byHand = $state(false);
  apart = $state(false);
  speed = $state(1);
  /** The shorter side of the picture that was asked for; undefined is what fits. */
  height = $state<number>();

  #film: Film;
  #stage: Stage;
  #video: HTMLVideoElement | undefined;
  #engine: Engine | undefined;
  #beginning: Promise<void> | undefined;
  #native = true;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(film: Film, stage: Stage) {
    this.#film = film;
    this.#stage = stage;
    this.length = film.length;
    this.time = placeOf(film.id);
  }

  get stream() {
    return this.#film.stream;
  }
  get hasSound() {
    return this.#film.hasSound;
  }
  get muted() {
    return choices.muted || !this.hasSound;
  }
  get canChoose() {
    return hasParts();
  }

  /** For {@attach}: the element is the player's as long as it is in the page. */
  attach = (video: HTMLVideoElement) => {
    this.#video = video;
    this.#native = hasNative(video);
    return () => {
      this.#stage.leave(this);
      this.rest();
      this.#video = undefined;
    };
  };

  begin(): void {
    this.byHand = false;
    void this.#play();
  }

  pause(): void {
    this.#video?.pause();
    // A start that is still under way must not come after all.
    this.playing = false;
  }

  rest(): void {
    clearTimeout(this.#timer);
    const engine = this.#engine;
    this.#turn += 1;
    this.#engine = undefined;
    this.#beginning = undefined;
    this.playing = this.slow = this.shown = false;
    engine?.end();
  }

  toggle(): void {
    if (this.playing) {
      this.pause();
      this.#stage.stopped(this);
    } else {
      this.byHand = true;
      this.#stage.started(this);
      void this.#play();
    }
  }

  seek(to: number): void {
    const at = Math.max(0, Math.min(this.length, to));
    this.time = at;
    keepPlace(this.#film.id, at);
    if (this.#video && this.#engine) this.#video.currentTime = at;
    else void this.#open();
  }

  mute(): void {
    if (!this.hasSound) return;
    choices.muted = !choices.muted;
    if (!choices.muted && choices.volume === 0) choices.volume = 1;
  }

  /** The language whose words are shown. */
  captionOf(captions: readonly Caption[]): string | undefined {
    const silent = this.muted || choices.volume === 0;
    return captionFor(choices.captions, captions, { silent, languages: navigator.languages });
  }

  /** From none through the languages and back to none. */
  nextCaption(captions: readonly Caption[]): void {
    const now = this.captionOf(captions);
    const at = captions.findIndex((one) => one.language === now);
    choices.captions = captions[at + 1]?.language ?? 'off';
  }

  hurry(speed: number): void {
    this.speed = speed;
    if (this.#video) this.#video.playbackRate = speed;
  }

  async choose(height: number | undefined): Promise<void> {
    this.height = height;
    if (!this.#engine) return;
    if (this.#engine.chooses) this.#engine.choose(height);
    else if (height !== undefined) await this.#again();
  }

  /** After a failure, with the address as it is now: a signed one may have run out. */
  async retry(stream: string | undefined): Promise<void> {
    if (stream) this.#film = { ...this.#film, stream };
    this.trouble = undefined;
    this.byHand = true;
    this.#stage.started(this);
    this.rest();
    await this.#play();
  }

  failed(trouble: Trouble): void {
    // What the browser promised and could not keep is tried another way, once.
    if (this.#native && hasParts() && this.#engine && !this.#engine.chooses) {
      this.#native = false;
      void this.#again();
      return;
    }
    this.rest();
    this.trouble = trouble;
    this.#stage.stopped(this);
  }

  /** Told by the element: it is there now. */
  at(seconds: number): void {
    this.time = seconds;
    keepPlace(this.#film.id, seconds);
  }

  /** Told by the element; a stream that says nothing yet is as long as the server said. */
  measured(seconds: number): void {
    if (Number.isFinite(seconds) && seconds > 0) this.length = seconds;
  }

  /** Told by the element: it waits for bytes, or no longer. */
  wait(waits: boolean): void {
    clearTimeout(this.#timer);
    if (waits) this.#timer = setTimeout(() => (this.slow = true), SLOW_AFTER_MS);
    else this.slow = false;
  }

  end(): void {
    this.ended = true;
    this.playing = false;
    keepPlace(this.#film.id, 0);
    this.#stage.stopped(this);
  }

  async #again(): Promise<void> {
    const goes = this.playing;
    const at = this.#video?.currentTime ?? 0;
    if (at > 0) this.time = at;
    this.rest();
    if (goes) await this.#play();
    else await this.#open();
  }

  async #open(): Promise<void> {
    this.#beginning ??= this.#load();
    await this.#beginning;
  }

  async #load(): Promise<void> {
    const video = this.#video;
    if (!video) return;
    this.wait(true);
    const at = this.time < this.length - 1 ? this.time : 0;
    const start = {
      video,
      url: this.#film.stream,
      at,
      height: this.height,
      onTrouble: (trouble: Trouble) => this.failed(trouble),
    };
    try {
      const turn = this.#turn;
      const engine = await engineFor(start, { native: this.#native });
      // It was put to rest, or left the page, while the script was on its way.
      if (this.#turn === turn) this.#engine = engine;
      else engine.end();
    } catch (error) {
      // The script that plays it did not come, or cannot work here.
      this.failed(error instanceof TypeError && hasParts() ? 'network' : 'format');
    }
  }

  async #play(): Promise<void> {
    this.playing = true;
    this.trouble = undefined;
    await this.#open();
    const video = this.#video;
    // Somebody paused it, or it went out of sight, while the script was on its way.
    if (!video || !this.#engine || !this.playing) return;
    if (this.ended) this.seek(0);
    this.ended = false;
    try {
      await video.play();
    } catch (error) {
      await this.#refused(video, error);
    }
  }

  /** A browser that has not been touched lets nothing play aloud. */
  async #refused(video: HTMLVideoElement, error: unknown): Promise<void> {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    choices.muted = true;
    video.muted = true;
    try {
      await video.play();
    } catch {
      this.playing = false;
      this.#stage.stopped(this);
    }
  }
}
