/** What a person chose while watching: it holds for the next video, too. Sound until the tab is closed. */
import type { CaptionWish } from './captions.ts';

const SOUND = 'tintype.sound';
const CAPTIONS = 'tintype.captions';

class Choices {
  // Silent at first: nobody asked for sound.
  #muted = $state(read(() => sessionStorage, SOUND)?.startsWith('on') !== true);
  #volume = $state(Number(read(() => sessionStorage, SOUND)?.split(' ')[1] ?? 1));
  #captions = $state<CaptionWish>(read(() => localStorage, CAPTIONS) ?? undefined);

  get muted() {
    return this.#muted;
  }
  set muted(value: boolean) {
    this.#muted = value;
    this.#keepSound();
  }

  /** 0 to 1. */
  get volume() {
    return this.#volume;
  }
  set volume(value: number) {
    this.#volume = value;
    this.#keepSound();
  }

  get captions() {
    return this.#captions;
  }
  set captions(value: CaptionWish) {
    this.#captions = value;
    if (value !== undefined) write(() => localStorage, CAPTIONS, value);
  }

  #keepSound() {
    write(() => sessionStorage, SOUND, `${this.#muted ? 'off' : 'on'} ${this.#volume}`);
  }
}

function read(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: string): void {
  try {
    storage().setItem(key, value);
  } catch {
    // Storage can be full or forbidden; the choice then lasts until the page is closed.
  }
}

export const choices = new Choices();
