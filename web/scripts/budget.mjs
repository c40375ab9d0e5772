/** Fails when the built app is larger than we promised: see the front-end budgets in the repository's documents. */
import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const BUILD = 'build';
const manifest = JSON.parse(readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8'));
const page = readFileSync(`${BUILD}/index.html`, 'utf8');
const gz = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Everything a module needs before it runs; what it imports on demand comes later. */
function needs(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const file of chunk.css ?? []) found.add(file);
  for (const next of chunk.imports ?? []) needs(next, found);
  return found;
}

/** The files of a cold visit: what the page names, and the nodes of the route. */
function visit(...nodes) {
  const named = [...page.matchAll(/(?:href|src|import\()=?"?\/?([^"') ]+\.(?:js|css))/g)].map((match) => match[1]);
  const files = new Set(named.map((file) => file.replace(/^\//, '')));
  for (const node of nodes) {
    const key = Object.keys(manifest).find((name) => manifest[name].name === `nodes/${node}`);
    if (!key) throw new Error(`no node ${node} in the manifest`);
    for (const file of needs(key)) files.add(file);
  }
  const sum = (ending) =>
    [...files].filter((file) => file.endsWith(ending)).reduce((total, file) => total + gz(`${BUILD}/${file}`), 0) / KB;
  return { js: sum('.js'), css: sum('.css'), files };
}

/** What plays videos is fetched when there is one to play. */
const LATER = /media\/video\/Slide\.svelte|hls\.light/;
const later = Object.keys(manifest)
  .filter((key) => LATER.test(key))
  .map((key) => manifest[key].file);

/** The number that Kit gave to a route: the page and the layouts around it. */
function nodesOf(route) {
  const source = readFileSync('.svelte-kit/generated/build/client-optimized/app.js', 'utf8');
  const entry = new RegExp(`"${route.replace(/[()[\]/]/g, '\\$&')}": \\[(~?\\d+)(?:,\\s*\\[([\\d,\\s]*)\\])?`).exec(
    source,
  );
  if (!entry) throw new Error(`no route ${route}`);
  const layouts = (entry[2] ?? '')
    .split(',')
    .map((n) => n.trim())
    .filter(Boolean);
  return [0, ...layouts.map(Number), Math.abs(Number(entry[1].replace('~', '-')))];
}

const lock = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
const home = visit(...nodesOf('/(app)'));
const login = visit(...nodesOf('/(auth)/sign-in'));
const post = visit(...nodesOf('/(app)/p/[id]'));
const files = globSync(`${BUILD}/**/*`, { withFileTypes: true }).filter(
  (entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name),
);
const whole = files.reduce((total, entry) => total + gz(`${entry.parentPath}/${entry.name}`), 0) / KB;

if (later.length !== 2) throw new Error(`the player and hls.js are to be two files, not ${later.length}`);
const rows = [
  ['JS on /, KB gz', home.js, 85],
  ['CSS on /, KB gz', home.css, 15],
  ['JS on /sign-in, KB gz', login.js, 60],
  ['JS on a post, KB gz', post.js, 70],
  ['players in a first load', later.filter((file) => [home, login, post].some((one) => one.files.has(file))).length, 0],
  ['HTML, KB gz', gz(`${BUILD}/index.html`) / KB, 12],
  ['whole app, KB gz', whole, 1.2 * KB],
  ['packages in the lock', lock.length - 1, 250],
  ['packages with an install script', lock.filter(([, entry]) => entry.hasInstallScript).length, 0],
  ['addresses in the lock', lock.filter(([, entry]) => entry.resolved).length, 0],
];
for (const [what, is, most] of rows) {
  console.log(`${is > most ? 'OVER' : 'ok  '} ${what.padEnd(32)} ${is.toFixed(1).padStart(8)} of ${most.toFixed(0)}`);
}
if (rows.some(([, is, most]) => is > most)) process.exitCode = 1;
