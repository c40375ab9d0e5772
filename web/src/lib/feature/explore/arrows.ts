/** Which tile an arrow key leads to in a grid whose tiles are of several sizes. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const centre = (box: Box): [number, number] => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];

/** The place of the nearest box in the direction of a key; undefined where there is none, or for another key. */
export function towards(key: string, from: number, boxes: readonly Box[]): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return boxes.length - 1;
  const here = boxes[from];
  if (!here) return undefined;
  const [x, y] = centre(here);
  let best: number | undefined;
  let nearest = Infinity;
  for (const [at, box] of boxes.entries()) {
    if (!isBeyond(key, here, box)) continue;
    const [otherX, otherY] = centre(box);
    const sideways = key === 'ArrowUp' || key === 'ArrowDown';
    // What is straight ahead comes before what is nearer aside.
    const distance = sideways
      ? Math.abs(otherY - y) + 2 * Math.abs(otherX - x)
      : Math.abs(otherX - x) + 2 * Math.abs(otherY - y);
    if (distance < nearest) [best, nearest] = [at, distance];
  }
  return best;
}

function isBeyond(key: string, here: Box, box: Box): boolean {
  if (key === 'ArrowLeft') return box.right <= here.left + 1;
  if (key === 'ArrowRight') return box.left >= here.right - 1;
  if (key === 'ArrowUp') return box.bottom <= here.top + 1;
  return key === 'ArrowDown' && box.top >= here.bottom - 1;
}
