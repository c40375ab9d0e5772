/** What is shown while answers are late and out of order: the newest thing anybody did or the server said. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api, ask, setCsrf, whenSignedOut } from '../api/client.ts';
import { follow, like, save } from './engagement.ts';
import { entities } from './entities.svelte.ts';
import { forgetLists, home } from './lists.ts';
import { arrive, countUnread, notification, notifications } from './notifications.svelte.ts';
import { saved } from './own-lists.ts';
import { fetchPost, likers } from './post-lists.ts';
import { ana, card as sample } from './samples.ts';
import { session } from './session.svelte.ts';
import { tagFollows } from './tag-follows.svelte.ts';
import { unread } from './unread.svelte.ts';

const card = (id: string, liked = false, likes = 3) =>
  sample({ id, counts: { likes, comments: 0, shares: 0 }, viewer: { liked, saved: false } });

interface Asked {
  what: string;
  keepalive: boolean | undefined;
  answer: (body?: unknown, status?: number) => Promise<void>;
}

/** Everything that was asked, in order; each is answered when the test says so. */
let asked: Asked[];
const settled = () => new Promise((done) => setTimeout(done));
const last = (what: string) => asked.findLast((one) => one.what.startsWith(what));
const count = (what: string) => asked.filter((one) => one.what.startsWith(what)).length;

/** Until nothing is kept any more that an old answer could have taken. */
async function quiet() {
  for (let round = 0; round < 5; round += 1) await settled();
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal(
    'fetch',
    (url: string, { method, keepalive }: RequestInit) =>
      new Promise<Response>((answered) =>
        asked.push({
          what: `${method} ${url}`,
          keepalive,
          answer: async (body, status = body === undefined ? 204 : 200) => {
            answered(new Response(body === undefined ? null : JSON.stringify(body), { status }));
            await settled();
          },
        }),
      ),
  );
  session.enter({ user: { ...ana, id: '2', username: 'me', counts: counts(0) } as never, csrf: 'token' });
});
const counts = (followers: number) => ({ posts: 0, followers, following: 5 });

afterEach(async () => {
  await quiet();
  forgetLists();
  vi.unstubAllGlobals();
});

test('a heart stays, and its count, when a page comes that was asked for before it was pressed', async () => {
  entities.putPost(card('7'));
  const page = home().refresh();
  await settled();
  const done = like('7', true);
  await last('GET')?.answer({ items: [card('7')], next: null });
  await page;
  expect(entities.post('7')).toMatchObject({ viewer: { liked: true }, counts: { likes: 4 } });
  const old = fetchPost('7');
  await last('PUT')?.answer();
  await done;
  await last('GET')?.answer(card('7'));
  await old;
  expect(entities.post('7')).toMatchObject({ viewer: { liked: true }, counts: { likes: 4 } });
  // What is asked for from now on knows of it, and of what was done elsewhere.
  await quiet();
  const fresh = fetchPost('7');
  await last('GET')?.answer(card('7', false, 3));
  await fresh;
  expect(entities.post('7')).toMatchObject({ viewer: { liked: false }, counts: { likes: 3 } });
});

test('a heart that is refused is taken back, whatever comes late', async () => {
  entities.putPost(card('7'));
  const old = fetchPost('7');
  const done = like('7', true);
  await last('PUT')?.answer({ code: 'not_allowed', status: 403 }, 403);
  await done;
  await last('GET')?.answer(card('7'));
  await old;
  expect(entities.post('7')).toMatchObject({ viewer: { liked: false }, counts: { likes: 3 } });
});

test('who was followed is followed, and counted once, when an older answer comes', async () => {
  const before = { ...ana, counts: counts(10), viewer: { following: 'none' } } as never;
  entities.putPerson(before);
  const done = follow('1', true);
  entities.putPerson(before);
  expect(entities.person('1')).toMatchObject({ viewer: { following: 'yes' }, counts: { followers: 11 } });
  expect(session.viewer?.counts?.following).toBe(6);
  await last('PUT')?.answer({ following: 'yes' });
  await done;
});

test('what is saved and who likes are read when the server knows what one did', async () => {
  entities.putPost(card('7'));
  const done = [save('7', true), like('7', true)];
  const pages = [saved().begin(), likers('7').begin()];
  await settled();
  expect(count('GET')).toBe(0);
  await last('PUT /v1/posts/7/save')?.answer();
  await last('PUT /v1/posts/7/like')?.answer();
  expect(count('GET')).toBe(2);
  await last('GET /v1/me/saved')?.answer({ items: [card('7', true, 4)], next: null });
  await last('GET /v1/posts/7/likes')?.answer({ items: [{ ...ana, id: '2' }], next: null });
  await Promise.all([...done, ...pages]);
});

test('what was taken out does not come back with a page that does not know of it', async () => {
  home().seed({ items: ['7', '8'], next: null });
  const page = home().refresh();
  await settled();
  home().remove('7');
  const gone = ask(api.PUT('/v1/posts/{post_id}/hide', { params: { path: { post_id: '7' } } }));
  await last('GET')?.answer({ items: [card('7'), card('8')], next: null });
  await page;
  expect(home().ids).toEqual(['8']);
  // Asked for afterwards, and answered before the server has heard.
  const next = home().refresh();
  await settled();
  await last('GET')?.answer({ items: [card('7'), card('8')], next: null });
  await next;
  expect(home().ids).toEqual(['8']);
  await last('PUT')?.answer();
  await gone;
  await quiet();
  const after = home().refresh();
  await settled();
  await last('GET')?.answer({ items: [card('7')], next: null });
  await after;
  expect(home().ids).toEqual(['7']);
});

test('what is put back stays, and what was put in is there after an older page', async () => {
  home().seed({ items: ['7', '8'], next: null });
  const page = home().refresh();
  await settled();
  const putBack = home().remove('7');
  putBack();
  home().prepend('9');
  await last('GET')?.answer({ items: [card('7'), card('8')], next: null });
  await page;
  expect(home().ids).toEqual(['9', '7', '8']);
});

test('what arrives while the list is asked for stands on top of it', async () => {
  const one = (id: string) =>
    ({ id, kind: 'like', at: '2026-11-21T10:00:00.000Z', people: [ana], is_read: false }) as never;
  notifications().seed({ items: [], next: null });
  const page = notifications().refresh();
  arrive(one('new'));
  await last('GET')?.answer({ items: [one('old')], next: null, unread: 1 });
  await page;
  expect(notifications().ids).toEqual(['new', 'old']);
  expect(notification('new')).toBeDefined();
});

test('a hashtag is followed as it was last pressed, one wish after the other', async () => {
  tagFollows.put('sea', false);
  const first = tagFollows.change('sea', true);
  const second = tagFollows.change('sea', false);
  tagFollows.put('sea', true);
  expect(tagFollows.of('sea')).toBe(false);
  expect(count('PUT')).toBe(1);
  expect(count('DELETE')).toBe(0);
  await last('PUT')?.answer();
  expect(count('DELETE')).toBe(1);
  await last('DELETE')?.answer();
  expect(await Promise.all([first, second])).toEqual([false, true]);
  expect(tagFollows.of('sea')).toBe(false);
});

test('the badge is not counted by an answer that is older than what was seen', async () => {
  const early = countUnread();
  const first = last('GET');
  unread.n = 0;
  await first?.answer({ unread: 3 });
  await early;
  expect(unread.n).toBe(0);
  const slow = countUnread();
  const slowest = last('GET');
  const quick = countUnread();
  await last('GET')?.answer({ unread: 2 });
  await slowest?.answer({ unread: 1 });
  await Promise.all([slow, quick]);
  expect(unread.n).toBe(2);
});

test('an answer to somebody who has gone says nothing about who came after them', async () => {
  let ended = 0;
  whenSignedOut(() => (ended += 1));
  const old = expect(ask(api.GET('/v1/tokens'))).rejects.toMatchObject({ status: 401 });
  setCsrf('another');
  await last('GET')?.answer({ code: 'sign_in_required', status: 401 }, 401);
  await old;
  expect(ended).toBe(0);
  const own = expect(ask(api.GET('/v1/tokens'))).rejects.toMatchObject({ status: 401 });
  await last('GET')?.answer({ code: 'sign_in_required', status: 401 }, 401);
  await own;
  expect(ended).toBe(1);
});

test('a press goes out even when the page is left at once; a question does not', async () => {
  entities.putPost(card('7'));
  const done = like('7', true);
  const page = fetchPost('7');
  expect(last('PUT')?.keepalive).toBe(true);
  expect(last('GET')?.keepalive).toBe(false);
  await last('PUT')?.answer();
  await last('GET')?.answer(card('7', true, 4));
  await Promise.all([done, page]);
});
