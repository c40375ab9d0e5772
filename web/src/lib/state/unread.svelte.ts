/** How many notifications wait: the badge of the navigation. What counts them comes when the page is at rest. */
class Unread {
  #n = $state(0);

  get n() {
    return this.#n;
  }
  set n(n: number) {
    this.#n = n;
  }
}

export const unread = new Unread();
