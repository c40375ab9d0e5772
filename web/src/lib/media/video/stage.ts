/**
 * One video plays at a time, in the whole app. A video begins by itself while enough of it is in view and nothing lies
 * over it; one that a person started goes on until it is all but gone.
 */

/** Where a video stands, as the browser last saw it. */
export interface Sight {
  /** 0 to 1: of the video, or of the screen where the video is larger than that. */
  part: number;
  /** From its middle to the middle of the screen, in CSS pixels. */
  away: number;
  /** A dialog is open over it. */
  covered: boolean;
}

export interface Actor {
  /** Plays without anybody having asked; silent unless sound was chosen before. */
  begin(): void;
  pause(): void;
  /** Gives back its buffers; nothing of it is in view. */
  rest(): void;
  /** A person started it. */
  readonly byHand: boolean;
  /** It fills the screen, or plays in a window of its own. */
  readonly apart: boolean;
}

export interface Wishes {
  /** The switch in the settings. */
  autoplay: boolean;
  reducedMotion: boolean;
  saveData: boolean;
}

export const BEGINS_AT = 0.6;
// Who started a film to listen to it may read the comments below it.
export const STAYS_UNTIL = 0.25;

const NOWHERE: Sight = { part: 0, away: Infinity, covered: false };

/** Whether videos may begin by themselves at all. */
export const mayBegin = ({ autoplay, reducedMotion, saveData }: Wishes): boolean =>
  autoplay && !reducedMotion && !saveData;

export const canBegin = ({ part, covered }: Sight): boolean => part >= BEGINS_AT && !covered;

export function mayStay({ part, covered }: Sight, { byHand, apart }: Pick<Actor, 'byHand' | 'apart'>): boolean {
  return apart || (!covered && part >= (byHand ? STAYS_UNTIL : BEGINS_AT));
}

/** How much of a box is in view: of the box, or of the screen where the box is larger. */
export function part(seen: number, box: number, screen: number): number {
  const most = Math.min(box, screen);
  return most > 0 ? Math.min(1, seen / most) : 0;
}

export class Stage {
  #sights = new Map<Actor, Sight>();
  /** Paused by a person: left alone until they come back to it. */
  #left = new Set<Actor>();
  #playing: Actor | undefined;
  #shown = true;
  readonly #wishes: () => Wishes;

  constructor(wishes: () => Wishes) {
    this.#wishes = wishes;
  }

  get playing(): Actor | undefined {
    return this.#playing;
  }

  see(actor: Actor, sight: Sight): void {
    this.#sights.set(actor, sight);
    if (sight.part === 0) {
      this.#left.delete(actor);
      if (!actor.apart) actor.rest();
    }
    this.decide();
  }

  leave(actor: Actor): void {
    this.#sights.delete(actor);
    this.#left.delete(actor);
    if (this.#playing === actor) this.#playing = undefined;
    this.decide();
  }

  /** A person pressed play: whatever else plays stops. */
  started(actor: Actor): void {
    this.#left.delete(actor);
    this.#take(actor);
  }

  /** It stands still, because of a person or because it has come to its end. */
  stopped(actor: Actor): void {
    this.#left.add(actor);
    if (this.#playing === actor) this.#playing = undefined;
  }

  /** The tab is looked at, or not. */
  show(shown: boolean): void {
    this.#shown = shown;
    this.decide();
  }

  /** Once more, because a wish has changed or something was opened over the page. */
  decide(): void {
    const now = this.#playing;
    const may = mayBegin(this.#wishes());
    const wanted = now && (now.apart || (this.#shown && (may || now.byHand)));
    if (wanted && mayStay(this.#sights.get(now) ?? NOWHERE, now)) return;
    if (now) {
      this.#playing = undefined;
      now.pause();
    }
    const next = this.#shown && may ? this.#best() : undefined;
    if (!next) return;
    this.#take(next);
    next.begin();
  }

  #take(actor: Actor): void {
    const before = this.#playing;
    this.#playing = actor;
    if (before && before !== actor) before.pause();
  }

  #best(): Actor | undefined {
    let best: Actor | undefined;
    let nearest = Infinity;
    for (const [actor, sight] of this.#sights) {
      if (!canBegin(sight) || this.#left.has(actor) || sight.away >= nearest) continue;
      best = actor;
      nearest = sight.away;
    }
    return best;
  }
}
