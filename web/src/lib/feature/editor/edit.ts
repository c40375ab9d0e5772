/** An edit of a photo: parameters, in the order in which the server puts them to use. The photo itself stays as it is. */
import type { MediaEdit } from '../../api/types.ts';

export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Tones {
  brightness: number;
  contrast: number;
  saturation: number;
  warmth: number;
  fade: number;
}

export interface Edit extends Tones {
  filter: string | null;
  strength: number;
  vignette: number;
  sharpen: number;
  flip: boolean;
  turns: number;
  straighten: number;
  crop: Crop | null;
}

export const WHOLE: Crop = { x: 0, y: 0, width: 1, height: 1 };

export const UNEDITED: Edit = {
  filter: null,
  strength: 1,
  brightness: 0,
  contrast: 0,
  saturation: 0,
  warmth: 0,
  fade: 0,
  vignette: 0,
  sharpen: 0,
  flip: false,
  turns: 0,
  straighten: 0,
  crop: null,
};

/** The server leaves out what is as usual. */
export const fromServer = (edit: MediaEdit | null | undefined): Edit => ({ ...UNEDITED, ...edit }) as Edit;

/** What differs from doing nothing; null when nothing does. */
export function forServer(edit: Edit): MediaEdit | null {
  const entries = Object.entries(edit).filter(([name, value]) => value !== UNEDITED[name as keyof Edit]);
  const changed = Object.fromEntries(entries);
  if (!edit.filter) delete changed.strength;
  return Object.keys(changed).length ? changed : null;
}

/** What an edit does apart from colours. */
export const shapeOf = ({ flip, turns, straighten, crop }: Edit): Edit => ({
  ...UNEDITED,
  flip,
  turns,
  straighten,
  crop,
});

export const same = (one: Edit, other: Edit) => JSON.stringify(forServer(one)) === JSON.stringify(forServer(other));

/** The picture as it is shown, turned a quarter to the right. */
export function turned(edit: Edit): Edit {
  const { crop } = edit;
  const kept = crop && { x: 1 - crop.y - crop.height, y: crop.x, width: crop.height, height: crop.width };
  return { ...edit, turns: (edit.turns + 1) % 4, crop: kept };
}

/** The picture as it is shown, seen in a mirror. Since the flip comes first, turns and angle run the other way after it. */
export function flipped(edit: Edit): Edit {
  const { crop } = edit;
  return {
    ...edit,
    flip: !edit.flip,
    turns: (4 - edit.turns) % 4,
    straighten: edit.straighten ? -edit.straighten : 0,
    crop: crop && { ...crop, x: 1 - crop.x - crop.width },
  };
}
