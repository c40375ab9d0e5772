/**
 * Files on their way and what was said about them, kept in this browser: a page that is closed or reloaded in the
 * middle goes on where it was. Only for who chose them, and only until the post is out.
 */
export interface Kept {
  key: string;
  name: string;
  type: string;
  size: number;
  modified: number;
  alt: string;
  /** What the server calls the upload, once it is begun, and the medium, once it is complete. */
  upload: string | undefined;
  media: string | undefined;
}

export interface Keeping<Words> {
  order: Kept[];
  words: Words | undefined;
}

// As session.svelte.ts deletes it when somebody signs out.
const NAME = 'tintype-uploads';
// A copy of a longer video would take the place of too much else; it is chosen again instead, and goes on.
const FILE_BYTES_MAX = 256_000_000;
const LONGEST_MS = 7 * 86_400_000;

interface Row<Words> extends Keeping<Words> {
  owner: string;
  at: number;
}

/** One composer's things. Where the browser keeps nothing (`works` false), all of it does nothing. */
export class KeptUploads<Words> {
  #owner: string;
  #database: Promise<IDBDatabase | undefined>;
  #writing: Promise<unknown> = Promise.resolve();
  works = true;

  constructor(owner: string) {
    this.#owner = owner;
    this.#database = open().catch(() => {
      this.works = false;
      return undefined;
    });
  }

  /** What was left here by the same person, within a week. What somebody else left is thrown away. */
  async read(): Promise<Keeping<Words>> {
    const row = (await this.#ask('notes', 'readonly', (notes) => notes.get('post'))) as Row<Words> | undefined;
    if (row?.owner === this.#owner && Date.now() - row.at < LONGEST_MS) return row;
    if (row) await this.forget();
    return { order: [], words: undefined };
  }

  async file(key: string): Promise<File | undefined> {
    return (await this.#ask('files', 'readonly', (files) => files.get(key))) as File | undefined;
  }

  addFile(key: string, file: File): void {
    if (file.size <= FILE_BYTES_MAX) this.#write('files', (files) => files.put(file, key));
  }

  dropFile(key: string): void {
    this.#write('files', (files) => files.delete(key));
  }

  note(keeping: Keeping<Words>): void {
    const row: Row<Words> = { ...keeping, owner: this.#owner, at: Date.now() };
    this.#write('notes', (notes) => notes.put(row, 'post'));
  }

  async forget(): Promise<void> {
    this.#write('files', (files) => files.clear());
    this.#write('notes', (notes) => notes.clear());
    await this.#writing;
  }

  /** In the order they were asked for. */
  #write(store: string, work: (store: IDBObjectStore) => IDBRequest): void {
    this.#writing = this.#writing.then(() => this.#ask(store, 'readwrite', work));
  }

  async #ask(store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.#database;
    if (!database) return undefined;
    try {
      return await answer(work(database.transaction(store, mode).objectStore(store)));
    } catch {
      // The disk is full, or a private window ends its storage: then the page is all there is.
      if (mode === 'readwrite') this.works = false;
      return undefined;
    }
  }
}

function open(): Promise<IDBDatabase> {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore('files');
    asked.result.createObjectStore('notes');
  };
  return answer(asked).then((database) => {
    // Who signs out in another tab takes all of it away.
    database.onversionchange = () => database.close();
    return database;
  });
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('storage'));
  });
}
