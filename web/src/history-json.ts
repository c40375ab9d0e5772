/**
 * What Kit asks of devalue in a browser. It can write anything; what this app keeps in the history is two words
 * (`PageState` in app.d.ts), and JSON is there already: docs/decisions/0118.
 */
export const stringify = (value: unknown): string => JSON.stringify(value);
export const parse = (text: string): unknown => JSON.parse(text);

/** For data that a server's `load` has answered with, and there is none. */
export function unflatten(): never {
  throw new Error('no load of this app runs on a server');
}
export const uneval = unflatten;
