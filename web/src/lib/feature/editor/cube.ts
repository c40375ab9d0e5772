/**
 * Filters and tones as one table of 33 steps of red, green and blue. The filters come as a picture that the server's own
 * code drew; the sliders are the formulas of media/cubes.py. A test holds both to the same numbers.
 */
import type { Edit, Tones } from './edit.ts';
import looks from './looks.json' with { type: 'json' };

export const STEPS = looks.steps;
export const NAMES: readonly string[] = looks.names;
export type Cube = Uint8Array;
export type Cubes = ReadonlyMap<string, Cube>;
export const NO_CUBES: Cubes = new Map();

const LUMA = [0.2126, 0.7152, 0.0722] as const;
const BRIGHTER = 0.75;
const WARMER = [0.14, 0.03, -0.16] as const;
const FADED = [0.14, 0.81] as const;

let loading: Promise<Cubes> | undefined;

/** The tables of all filters. They are fetched once; a failure may be tried again. */
export function loadCubes(): Promise<Cubes> {
  loading ??= drawn(looks.sheet).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function drawn(url: string): Promise<Cubes> {
  const sheet = new Image();
  sheet.src = url;
  await sheet.decode();
  const canvas = new OffscreenCanvas(sheet.naturalWidth, sheet.naturalHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(sheet, 0, 0);
  return cubesIn(context.getImageData(0, 0, canvas.width, canvas.height).data);
}

/** In the sheet each filter has a row of squares: red goes right, green down, blue from square to square. */
export function cubesIn(sheet: ArrayLike<number>): Cubes {
  const wide = STEPS * STEPS;
  const read = (row: number) => {
    const cube = new Uint8Array(3 * STEPS ** 3);
    let to = 0;
    for (let blue = 0; blue < STEPS; blue++) {
      for (let green = 0; green < STEPS; green++) {
        let from = 4 * (wide * (row * STEPS + green) + blue * STEPS);
        for (let red = 0; red < STEPS; red++, from += 4) {
          cube[to++] = sheet[from] ?? 0;
          cube[to++] = sheet[from + 1] ?? 0;
          cube[to++] = sheet[from + 2] ?? 0;
        }
      }
    }
    return cube;
  };
  return new Map(NAMES.map((name, row) => [name, read(row)]));
}

/** Everything an edit does to colours. */
export function cubeOf(edit: Edit, cubes: Cubes): Cube {
  const filter = edit.filter ? cubes.get(edit.filter) : undefined;
  const out = new Uint8Array(3 * STEPS ** 3);
  const tone = toner(edit);
  const colour = [0, 0, 0];
  let at = 0;
  for (let blue = 0; blue < STEPS; blue++) {
    for (let green = 0; green < STEPS; green++) {
      for (let red = 0; red < STEPS; red++, at += 3) {
        colour[0] = red / (STEPS - 1);
        colour[1] = green / (STEPS - 1);
        colour[2] = blue / (STEPS - 1);
        if (filter) {
          for (let channel = 0; channel < 3; channel++) {
            const plain = colour[channel] as number;
            colour[channel] = plain + ((filter[at + channel] as number) / 255 - plain) * edit.strength;
          }
        }
        tone(colour);
        for (let channel = 0; channel < 3; channel++) out[at + channel] = byte(colour[channel] as number);
      }
    }
  }
  return out;
}

const byte = (value: number) => Math.min(255, Math.max(0, Math.floor(value * 255 + 0.5)));

/** The sliders, always in this order: warmth, brightness, contrast, saturation, fade. */
function toner({ brightness, contrast, saturation, warmth, fade }: Tones): (colour: number[]) => void {
  const exponent = 2 ** (-BRIGHTER * brightness);
  const gains = WARMER.map((gain) => 1 + gain * warmth);
  const [black, left] = FADED;
  return (colour) => {
    let light = 0;
    for (let channel = 0; channel < 3; channel++) {
      const warm = (colour[channel] as number) * (gains[channel] as number);
      const value = contrasted(Math.min(1, Math.max(0, warm)) ** exponent, contrast);
      colour[channel] = value;
      light += value * (LUMA[channel] as number);
    }
    for (let channel = 0; channel < 3; channel++) {
      const value = light + ((colour[channel] as number) - light) * (1 + saturation);
      colour[channel] = value + (value * left + black - value) * fade;
    }
  };
}

function contrasted(value: number, amount: number): number {
  if (amount >= 0) return value + (value * value * (3 - 2 * value) - value) * amount;
  return value + (0.5 - value) * (-0.5 * amount);
}
