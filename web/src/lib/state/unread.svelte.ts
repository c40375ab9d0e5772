/** How many notifications wait: the badge of the navigation. What counts them comes when the page is at rest. */
class Unread {
  #n = $state(0);
  #asked = 0;
  #told = 0;

  get n() {
    return this.#n;
  }
  set n(n: number) {
    this.ask()(n);
  }
  /** Call it before the server is asked, and the answer with its count: one that was asked for earlier says nothing. */
  ask(): (n: number) => void {
    const mine = (this.#asked += 1);
    return (n) => {
      if (mine < this.#told) return;
      this.#told = mine;
      this.#n = n;
    };
  }
}

export const unread = new Unread();
