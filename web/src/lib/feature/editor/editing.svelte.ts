/** One photo being edited: its parameters, every step of them, and what it looks like before. */
import { api, ask } from '../../api/client.ts';
import type { Media } from '../../api/types.ts';
import { baseOf } from './base.ts';
import { NO_CUBES, cubeOf, loadCubes, type Cube, type Cubes } from './cube.ts';
import { UNEDITED, forServer, fromServer, same, type Edit } from './edit.ts';
import { editedSize, shownSize, turnedSize, type Size } from './geometry.ts';
import type { Base } from './painter.ts';

const STEPS_MAX = 200;

export class Editing {
  readonly #media: Media;
  readonly #first: Edit;
  #edit = $state.raw<Edit>(UNEDITED);
  #steps = $state.raw<readonly Edit[]>([]);
  #at = $state(0);
  #base = $state.raw<Base>();
  #cubes = $state.raw<Cubes>(NO_CUBES);

  constructor(media: Media) {
    this.#media = media;
    this.#first = fromServer(media.edit);
    this.#edit = this.#first;
    this.#steps = [this.#first];
  }

  get edit(): Edit {
    return this.#edit;
  }
  get base(): Base | undefined {
    return this.#base;
  }
  get cubes(): Cubes {
    return this.#cubes;
  }
  get cube(): Cube {
    return cubeOf(this.#edit, this.#cubes);
  }
  get changed(): boolean {
    return !same(this.#edit, this.#first);
  }
  get plain(): boolean {
    return same(this.#edit, UNEDITED);
  }
  get canUndo(): boolean {
    return this.#at > 0;
  }
  get canRedo(): boolean {
    return this.#at < this.#steps.length - 1;
  }
  /** The photo after its quarter turns, in pixels. */
  get frame(): Size {
    return turnedSize(this.#edit, this.#base?.size ?? { width: 1, height: 1 });
  }

  /** How large an edit of this photo is shown. */
  sizeOf(edit: Edit): Size {
    return shownSize(editedSize(edit, this.#base?.size ?? { width: 1, height: 1 }));
  }

  async load(file: Blob | undefined): Promise<void> {
    [this.#base, this.#cubes] = await Promise.all([baseOf(this.#media, file), loadCubes()]);
  }

  /** While a finger is on it: seen at once, and no step of its own. */
  show(change: Partial<Edit>): void {
    this.#edit = { ...this.#edit, ...change };
  }

  /** What was shown is a step that can be taken back. */
  keep(change: Partial<Edit> = {}): void {
    this.show(change);
    if (same(this.#edit, this.#steps[this.#at] ?? UNEDITED)) return;
    this.#steps = [...this.#steps.slice(0, this.#at + 1), this.#edit].slice(-STEPS_MAX);
    this.#at = this.#steps.length - 1;
  }

  undo(): void {
    if (this.canUndo) this.#go(this.#at - 1);
  }
  redo(): void {
    if (this.canRedo) this.#go(this.#at + 1);
  }

  async save(): Promise<Media> {
    const path = { media_id: this.#media.id };
    return ask(api.PATCH('/v1/media/{media_id}', { params: { path }, body: { edit: forServer(this.#edit) } }));
  }

  end(): void {
    this.#base?.bitmap.close();
  }

  #go(at: number) {
    this.#at = at;
    this.#edit = this.#steps[at] ?? UNEDITED;
  }
}
