import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `vite dev` shows the app with hot reload and passes everything else on to a running `tintype serve`.
const server = process.env.TINTYPE_DEV_SERVER ?? 'http://localhost:8000';
// The server takes changes from its own origin only, and here that is not the browser's.
const passed = { target: server, changeOrigin: true, ws: true, headers: { origin: server } };

// Many small files compress worse than a few, and each is a request. Every page needs the core; the pages with posts on
// them share the rest.
// NOTE: Nothing that imports from $app may stand here. A group takes along what it depends on, and Kit's own modules
// have to run after the page has handed over its data. For the same reason what forms need has a group of its own: a
// field in the core would bring the words of every other page along.
const SVELTE = /node_modules\/(svelte(?!.*bindings\/(input|select))|esm-env|clsx)\//;
const CORE =
  /src\/lib\/(i18n\/(core|en\.json)|api|state\/(session|lists|entities|paged|toasts|graphemes)|ui\/(Button|Icon|Spinner|Logo|Toasts))/;
const FORMS = /bindings\/input|src\/lib\/(i18n\/(more|en-more)|state\/(form|field)|ui\/Field)/;
const SETTINGS = /src\/lib\/i18n\/(settings|en-settings)/;
const LISTS = /src\/lib\/ui\/(More|Trouble|Empty)/;
const PARTS =
  /src\/lib\/(feature\/people\/FollowButton|media\/(?!placeholder|video)|state\/(?!field|form|setting|doing|live|backoff|limits|prefs|own|talk|collections|conversation|relations|notifications|activity|tag|places|search|signals|explore|likeness|suggesting)|ui\/(?!ErrorPage|Dialog|More|Trouble|Empty|Switch|Menu|menu|Radios|Column|RowBones|AnswerDialog|Tabs|FoundRow|Options))/;

/** Kit would take the time of the build, and two builds of the same sources have to be equal. */
function sourceHash(): string {
  const hash = createHash('sha256');
  const found = globSync(['src/**', 'static/**', 'package-lock.json', 'vite.config.ts'], { withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative('.', join(entry.parentPath, entry.name)));
  for (const file of files.sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** Only in browsers: what writes the page at build time has need of the real one. */
const historyAsJson: Plugin = {
  name: 'history-as-json',
  enforce: 'pre',
  applyToEnvironment: (environment) => environment.name === 'client',
  resolveId: (id) => (id === 'devalue' ? join(import.meta.dirname, 'src/history-json.ts') : undefined),
};

export default defineConfig({
  plugins: [
    historyAsJson,
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      version: { name: sourceHash() },
      paths: { relative: false },
      serviceWorker: { register: true },
    }),
  ],
  build: {
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Whatever imports on demand needs it; a group that took it along would come with every page.
            { name: 'preload', test: /vite\/preload-helper/, priority: 4 },
            { name: 'svelte', test: SVELTE, priority: 3 },
            { name: 'core', test: CORE, minShareCount: 5, priority: 2 },
            { name: 'forms', test: FORMS, minShareCount: 5, priority: 1.5 },
            { name: 'settings', test: SETTINGS, minShareCount: 4, priority: 1.5 },
            { name: 'lists', test: LISTS, minShareCount: 4, priority: 1.4 },
            { name: 'parts', test: PARTS, minShareCount: 4, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': passed, '/m': passed } },
  test: { include: ['src/**/*.test.ts'] },
});
