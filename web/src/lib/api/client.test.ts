import { afterEach, expect, test, vi } from 'vitest';
import { address, api, ask, setCsrf } from './client.ts';

afterEach(() => {
  setCsrf(null);
  vi.unstubAllGlobals();
});

function answers(status: number, body: string) {
  const asked: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return Promise.resolve(new Response(status === 204 ? null : body, { status }));
  });
  return asked;
}

test('an address has its values in place, and what is not said is left out', () => {
  expect(address('/v1/tags/{tag}', { path: { tag: 'a/b c' } })).toBe('/v1/tags/a%2Fb%20c');
  expect(address('/v1/x', { query: { limit: 20, cursor: undefined, kind: ['a', 'b'] } })).toBe(
    '/v1/x?limit=20&kind=a&kind=b',
  );
});

test('a change carries the token and its body; a question does not', async () => {
  setCsrf('token');
  const asked = answers(200, '{"items":[]}');
  await ask(api.GET('/v1/tokens'));
  await ask(api.PATCH('/v1/me', { body: { is_private: true } }));
  const [question, change] = asked.map((one) => new Headers(one.init.headers));
  expect(question?.has('X-CSRF-Token')).toBe(false);
  expect(change?.get('X-CSRF-Token')).toBe('token');
  expect(change?.get('Content-Type')).toBe('application/json');
  expect(asked[1]?.init.body).toBe('{"is_private":true}');
});

test('an answer without a body is an answer, and a refusal is a Problem with its words', async () => {
  answers(204, '');
  expect(await ask(api.DELETE('/v1/session'))).toBeUndefined();
  answers(409, '{"code":"handle_taken","title":"Taken","status":409}');
  await expect(ask(api.GET('/v1/tokens'))).rejects.toMatchObject({ status: 409, code: 'handle_taken' });
  answers(502, '<html>bad gateway</html>');
  await expect(ask(api.GET('/v1/tokens'))).rejects.toMatchObject({ status: 502, code: 'unavailable' });
});

test('a lost line is told as such', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(ask(api.GET('/v1/tokens'))).rejects.toMatchObject({ code: 'offline' });
});
