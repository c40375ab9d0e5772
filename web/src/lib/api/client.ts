/** The one way to the server. Types come from its OpenAPI document; every refusal is a Problem. */
import createClient, { type Middleware } from 'openapi-fetch';
import { offline, problemFrom } from './errors.ts';
import type { paths } from './schema.d.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

let csrf: string | null = null;
let onSignedOut: () => void = () => undefined;

export const setCsrf = (token: string | null) => (csrf = token);
export const csrfToken = () => csrf;

/** Called when the server no longer knows a session that the app believes in. */
export const whenSignedOut = (callback: () => void) => (onSignedOut = callback);
export const signedOutElsewhere = () => onSignedOut();

const headers: Middleware = {
  onRequest({ request }) {
    if (SAFE.has(request.method)) return undefined;
    if (csrf) request.headers.set('X-CSRF-Token', csrf);
    if (request.method === 'POST') request.headers.set('Idempotency-Key', crypto.randomUUID());
    return request;
  },
  onError() {
    return offline();
  },
};

export const api = createClient<paths>({ baseUrl: '', fetch: (request) => fetch(request) });
api.use(headers);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; anything else is thrown as a Problem. */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  const problem = problemFrom(response.status, error);
  if (problem.status === 401 && csrf && problem.code !== 'wrong_login') onSignedOut();
  throw problem;
}
