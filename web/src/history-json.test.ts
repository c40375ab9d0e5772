import { expect, test } from 'vitest';
import { parse, stringify } from './history-json.ts';

test('what lies over a page is found again in its history', () => {
  for (const state of [{}, { postId: '7', within: 'posts:1' }] satisfies App.PageState[]) {
    expect(parse(stringify(state))).toEqual(state);
  }
});
