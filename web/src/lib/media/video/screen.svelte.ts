/** What a player looks like at the moment: who is about, and whether it fills the screen. */
import type { Played } from './keys.ts';
import type { Player } from './player.svelte.ts';

// As long as a hand rests between two looks.
const AWAKE_MS = 2600;

/** Safari on a phone lets only the video itself fill the screen. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

export class Screen {
  awake = $state(false);
  full = $state(false);
  video = $state<HTMLVideoElement>();

  #player: Player;
  #box: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(player: Player) {
    this.#player = player;
  }

  box = (node: HTMLElement) => {
    this.#box = node;
    const onchange = () => {
      this.full = document.fullscreenElement === node;
      this.#player.apart = this.full;
    };
    node.addEventListener('fullscreenchange', onchange);
    return () => {
      node.removeEventListener('fullscreenchange', onchange);
      clearTimeout(this.#timer);
    };
  };

  element = (video: HTMLVideoElement) => {
    this.video = video;
    // Svelte's types know no such events yet.
    video.addEventListener('enterpictureinpicture', () => (this.#player.apart = true));
    video.addEventListener('leavepictureinpicture', () => (this.#player.apart = false));
    return () => (this.video = undefined);
  };

  wake(): void {
    this.awake = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.sleep(), AWAKE_MS);
  }

  sleep(): void {
    // What has the focus of the keyboard is not taken away from under it.
    this.awake = this.#box?.querySelector(':focus-visible, :popover-open') != null;
    if (this.awake) this.#timer = setTimeout(() => this.sleep(), AWAKE_MS);
  }

  /** For a button that goes away when it is pressed: the focus stays with the player. */
  keepFocus(): void {
    this.#box?.focus({ preventScroll: true });
  }

  /** A mouse plays and pauses; a finger asks for the bar, because it hides what it touches. */
  touched(event: MouseEvent): void {
    const byFinger = 'pointerType' in event && event.pointerType === 'touch';
    if (!byFinger || !this.#player.playing) this.#player.toggle();
    else if (this.awake) this.sleep();
    else this.wake();
  }

  fill(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (this.#box?.requestFullscreen) void this.#box.requestFullscreen().catch(() => undefined);
    else (this.video as AppleVideo | undefined)?.webkitEnterFullscreen?.();
  }

  get canFloat() {
    return document.pictureInPictureEnabled === true;
  }

  float(): void {
    if (document.pictureInPictureElement) void document.exitPictureInPicture();
    else void this.video?.requestPictureInPicture().catch(() => undefined);
  }

  get keys(): Omit<Played, 'nextCaption'> {
    const player = this.#player;
    return {
      time: player.time,
      length: player.length,
      toggle: () => player.toggle(),
      seek: (to) => player.seek(to),
      mute: () => player.mute(),
      fill: () => this.fill(),
    };
  }

  /** Seconds that are here in one piece from where it is now. */
  loadedOf({ buffered, currentTime }: HTMLVideoElement): number {
    for (let at = 0; at < buffered.length; at += 1) {
      if (buffered.start(at) <= currentTime + 0.1 && buffered.end(at) >= currentTime) return buffered.end(at);
    }
    return 0;
  }
}
