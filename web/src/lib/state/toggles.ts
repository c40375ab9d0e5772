/**
 * Sends the last wish of a switch that is tapped faster than the server answers.
 *
 * One request per key is under way at a time. A wish that returns to what the server already has costs no request.
 */
type Send = (value: boolean) => Promise<unknown>;

export class Toggles {
  #wishes = new Map<string, boolean>();
  #running = new Map<string, Promise<void>>();

  /**
   * Resolves when the server agrees with the last wish. When it refuses, `back` is told what the server still holds and
   * the caller who began hears of the refusal; those who only changed the wish meanwhile do not hear it again.
   */
  set(key: string, wish: boolean, send: Send, back: (held: boolean) => void): Promise<void> {
    this.#wishes.set(key, wish);
    const running = this.#running.get(key);
    if (running) return running.catch(() => undefined);
    const work = this.#drain(key, !wish, send, back).finally(() => {
      this.#running.delete(key);
      this.#wishes.delete(key);
    });
    this.#running.set(key, work);
    return work;
  }

  /** Resolves when nothing of which the key begins like this is under way, whichever way it went. */
  async answered(prefix: string): Promise<void> {
    const running = [...this.#running].filter(([key]) => key.startsWith(prefix));
    await Promise.allSettled(running.map(([, work]) => work));
  }

  async #drain(key: string, start: boolean, send: Send, back: (held: boolean) => void): Promise<void> {
    let held = start;
    try {
      for (let wish = this.#wishes.get(key); wish !== undefined && wish !== held; wish = this.#wishes.get(key)) {
        await send(wish);
        held = wish;
      }
    } catch (error) {
      back(held);
      throw error;
    }
  }
}

/** How each switch was left, by its key, laid over every answer that may be older. */
export const wishes = new Map<string, () => void>();

/** The switches of the app. */
export const toggles = new Toggles();
