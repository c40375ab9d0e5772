/** Pins that would cover each other, gathered into one. */

export interface Pinned<T> {
  one: T;
  left: number;
  top: number;
}

export interface Pin<T> {
  /** The first of them, which is where it stands. */
  first: Pinned<T>;
  others: T[];
}

/** The first of many stay; what would lie on one of them is counted with it. */
export function gathered<T>(all: readonly Pinned<T>[], apart: number): Pin<T>[] {
  const pins: Pin<T>[] = [];
  for (const each of all) {
    const near = pins.find(
      ({ first }) => Math.abs(first.left - each.left) < apart && Math.abs(first.top - each.top) < apart,
    );
    if (near) near.others.push(each.one);
    else pins.push({ first: each, others: [] });
  }
  return pins;
}
