/** What the keys do while a player has the focus. */
export interface Played {
  readonly time: number;
  readonly length: number;
  toggle(): void;
  seek(to: number): void;
  mute(): void;
  fill(): void;
  nextCaption(): void;
}

const STEP_S = 5;

/** True when the key was meant for the player. A button under the focus keeps the space bar to itself. */
export function onPlayerKey(key: string, player: Played, { onButton }: { onButton: boolean }): boolean {
  const { time, length } = player;
  if (/^\d$/.test(key)) player.seek((length * Number(key)) / 10);
  else if (key === 'k' || (key === ' ' && !onButton)) player.toggle();
  else if (key === 'j' || key === 'ArrowLeft') player.seek(time - STEP_S);
  else if (key === 'l' || key === 'ArrowRight') player.seek(time + STEP_S);
  else if (key === 'Home') player.seek(0);
  else if (key === 'End') player.seek(length);
  else if (key === 'm') player.mute();
  else if (key === 'f') player.fill();
  else if (key === 'c') player.nextCaption();
  else return false;
  return true;
}
