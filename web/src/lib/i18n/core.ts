/**
 * Messages, numbers and times in the reader's language. The keys of the English files are the type of every key.
 *
 * en.json is what home, a post and signing in say. The rest is in en-more.json, which pages that are opened later bring
 * with them by importing more.ts; what only the settings or the player say has files of its own. scripts/style.mjs
 * checks that.
 */
import en from './en.json' with { type: 'json' };
import type arriving from './en-arriving.json';
import type comments from './en-comments.json';
import type editor from './en-editor.json';
import type explore from './en-explore.json';
import type menu from './en-menu.json';
import type moderation from './en-moderation.json';
import type more from './en-more.json';
import type home from './en-home.json';
import type notify from './en-notify.json';
import type places from './en-places.json';
import type posts from './en-posts.json';
import type search from './en-search.json';
import type settings from './en-settings.json';
import type tags from './en-tags.json';
import type talk from './en-talk.json';
import type video from './en-video.json';
import type ways from './en-ways.json';

type Messages = typeof en &
  typeof comments &
  typeof menu &
  typeof talk &
  typeof posts &
  typeof more &
  typeof settings &
  typeof video &
  typeof editor &
  typeof explore &
  typeof moderation &
  typeof home &
  typeof search &
  typeof places &
  typeof tags &
  typeof notify &
  typeof ways &
  typeof arriving;
export type Key = keyof Messages;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
type Params = Record<string, string | number>;

const messages: Partial<Record<string, string | Plural>> = { ...en };

export function addMessages(more: Record<string, string | Plural>): void {
  Object.assign(messages, more);
}

export const LOCALE = 'en';
const plurals = new Intl.PluralRules(LOCALE);
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'long' });
const short = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always', style: 'narrow' });
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat(LOCALE);
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long' });
const dayYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short' });

/** `t('feed.likes', {count: 3})`: a plural message picks its form by `count`. */
export function t(key: Key, params: Params = {}): string {
  const message = messages[key] ?? key;
  const text = typeof message === 'string' ? message : pick(message, Number(params.count ?? 0));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? plain.format(value) : value;
  });
}

/** Splits a message at one placeholder, so that markup can stand in its place. */
export function around(key: Key, name: string, params: Params = {}): [string, string] {
  const [before = '', after = ''] = t(key, params).split(`{${name}}`);
  return [before, after];
}

/** The message of a problem or field code, or the general one when nobody has written it yet. */
export function tOr(key: string, fallback: Key, params: Params = {}): string {
  return t(key in messages ? (key as Key) : fallback, params);
}

function pick(forms: Plural, count: number): string {
  return forms[plurals.select(count)] ?? forms.other ?? '';
}

export const count = (n: number) => (n < 10_000 ? plain.format(n) : compact.format(n));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const WEEKS_SHOWN_S = 4 * 604_800;

/** "3h", "2w" near the present, a date beyond four weeks. */
export function ago(iso: string, now = Date.now()): string {
  return since(iso, now, short).replace(/ ago$/, '');
}

export function agoLong(iso: string, now = Date.now()): string {
  return since(iso, now, relative);
}

function since(iso: string, now: number, format: Intl.RelativeTimeFormat): string {
  const then = new Date(iso);
  const seconds = (now - then.getTime()) / 1000;
  if (seconds < 60) return t('time.now');
  if (seconds >= WEEKS_SHOWN_S) {
    return (then.getFullYear() === new Date(now).getFullYear() ? day : dayYear).format(then);
  }
  const [unit, size] = STEPS.find(([, step]) => seconds >= step) ?? ['minute', 60];
  return format.format(-Math.floor(seconds / size), unit);
}

export const exactTime = (iso: string) => moment.format(new Date(iso));
