/**
 * The one way to the server. Types come from its OpenAPI document, through openapi-fetch's own types; the requests are
 * these few lines, because every page carries them. Every refusal is a Problem.
 */
import type { Client } from 'openapi-fetch';
import { offline, problemFrom } from './errors.ts';
import type { paths } from './schema.d.ts';

interface Sent {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown> };
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Goes out even when the page is left meanwhile. */
  keepalive?: boolean;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
  /** The session it was asked in. */
  token?: string | null;
}

let csrf: string | null = null;
let onSignedOut: () => void = () => undefined;

export const setCsrf = (token: string | null) => (csrf = token);
export const csrfToken = () => csrf;

/** Called when the server no longer knows a session that the app believes in. */
export const whenSignedOut = (callback: () => void) => (onSignedOut = callback);
export const signedOutElsewhere = () => onSignedOut();

const unanswered = new Set<Promise<unknown>>();

/**
 * Resolves when nothing more can come that is older than what is asked for now: this is answered, what was asked for
 * before that answer is too, and whoever waited for it has seen it.
 */
export async function nothingOlder(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    // Whoever is called may ask first, and hear first.
    await new Promise((done) => setTimeout(done));
    await Promise.allSettled(unanswered);
  }
  await new Promise((done) => setTimeout(done));
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

// The paths and shapes are checked where a request is written down; what is sent at run time is the same for all.
export const api = Object.fromEntries(
  METHODS.map((method) => [method, (path: string, request?: Sent) => noted(send(method, path, request))]),
) as unknown as Pick<Client<paths>, (typeof METHODS)[number]>;

/** The body of a good answer; anything else is thrown as a Problem. */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response, token } = await answer;
  if (response.ok) return data as T;
  const problem = problemFrom(response.status, error);
  if (problem.code === 'sign_in_required' && csrf && token === csrf) onSignedOut();
  throw problem;
}

function noted<T>(answer: Promise<T>): Promise<T> {
  const end = () => unanswered.delete(answer);
  unanswered.add(answer);
  answer.then(end, end);
  return answer;
}

async function send(method: string, path: string, { params, body, headers, signal, keepalive }: Sent = {}) {
  const token = csrf;
  const all = new Headers(headers);
  if (method !== 'GET' && token) all.set('X-CSRF-Token', token);
  if (method === 'POST') all.set('Idempotency-Key', crypto.randomUUID());
  // Text goes out as it is, with the type its sender named; all else is JSON.
  const isText = typeof body === 'string';
  if (body !== undefined && !isText) all.set('Content-Type', 'application/json');
  // What is said in the address alone, as by a heart that was pressed, is said by whoever leaves at once, too.
  const init: RequestInit = { method, headers: all, keepalive: keepalive ?? (method !== 'GET' && body === undefined) };
  if (body !== undefined) init.body = isText ? body : JSON.stringify(body);
  if (signal) init.signal = signal;
  const response = await fetch(address(path, params), init).catch(() => {
    throw offline();
  });
  const parsed = read(await response.text());
  return response.ok ? { data: parsed, response } : { error: parsed, response, token };
}

/** `/v1/users/{user_id}` with its values in place, and the query behind it. What is undefined or null is left out. */
export function address(path: string, { path: values = {}, query = {} }: Sent['params'] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one != null) asked.append(name, String(one));
  }
  return asked.size ? `${filled}?${asked}` : filled;
}

/** A proxy's page of HTML is no JSON, and is still an answer. */
function read(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
