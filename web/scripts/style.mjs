/**
 * What the linters cannot say about our style: components fit in one sitting, colours and pixels live in
 * src/styles, words live in lib/i18n, and every message is used.
 */
import { globSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';

const LINES_MAX = 250;
const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|hwb)a?\(/i;
// One pixel is the size of what only a screen reader sees.
const PIXELS = /(?<![\w-])(?!1px)\d*\.?\d+px\b/;
const WORDS = /\p{L}{2,}/u;

const problems = [];
const say = (file, line, text) => problems.push(`${file}:${line}: ${text}`);
const lineOf = (source, offset) => source.slice(0, offset).split('\n').length;

for (const file of globSync('src/**/*.svelte')) {
  const source = readFileSync(file, 'utf8');
  const lines = source.trimEnd().split('\n').length;
  if (lines > LINES_MAX) say(file, 1, `${lines} lines; a component has at most ${LINES_MAX}`);
  const tree = parse(source, { modern: true });
  if (tree.css) checkStyle(file, source, tree.css.content);
  checkWords(file, source, tree.fragment);
  checkSpread(file, source, tree.fragment);
}
checkMessages();

if (problems.length) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

function checkStyle(file, source, { start, styles }) {
  for (const [index, text] of styles.split('\n').entries()) {
    const line = lineOf(source, start) + index;
    if (COLOUR.test(text)) say(file, line, 'a colour outside src/styles');
    if (PIXELS.test(text)) say(file, line, 'pixels outside src/styles');
  }
}

function checkWords(file, source, node) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) return node.forEach((child) => checkWords(file, source, child));
  if (node.type === 'Text' && WORDS.test(node.data) && !isName(node.data)) {
    say(file, lineOf(source, node.start), `words outside en.json: ${node.data.trim().slice(0, 40)}`);
  }
  // Attributes hold classes and addresses; the ones people read are checked by name.
  if (node.type === 'Attribute' && !['title', 'alt', 'placeholder', 'aria-label'].includes(node.name)) return;
  for (const [key, child] of Object.entries(node)) if (key !== 'parent') checkWords(file, source, child);
}

/** Code for every kind of attribute there is, on every page, for one that nobody wanted to name. */
function checkSpread(file, source, node) {
  if (!node || typeof node !== 'object') return;
  const spread = node.type === 'RegularElement' && node.attributes.some((one) => one.type === 'SpreadAttribute');
  if (spread || node.type === 'SvelteElement') {
    say(file, lineOf(source, node.start), 'name the element and its attributes: {...spread} is 2 KB on every page');
  }
  for (const [key, child] of Object.entries(node)) if (key !== 'parent') checkSpread(file, source, child);
}

function isName(text) {
  return text.trim() === 'Tintype' || text.trim() === 'https://';
}

/** Keys are looked for as they are written; a template such as `upload.${stage}` uses all that begin so. */
function checkMessages() {
  const read = (name) => Object.keys(JSON.parse(readFileSync(`src/lib/i18n/${name}.json`, 'utf8')));
  const always = read('en');
  const names = [
    'comments',
    'menu',
    'talk',
    'more',
    'posts',
    'settings',
    'video',
    'editor',
    'moderation',
    'ways',
    'arriving',
    'notify',
    'search',
    'tags',
    'places',
  ];
  const parts = Object.fromEntries(names.map((part) => [part, read(`en-${part}`)]));
  const all = [...always, ...Object.values(parts).flat()];
  const said = new Set();
  for (const file of globSync('src/**/*.{svelte,ts}')) {
    const source = readFileSync(file, 'utf8');
    const templates = [...source.matchAll(/(tOr\()?`([a-z_]+\.)\$\{/g)];
    const prefixes = templates.map((match) => match[2]);
    // With tOr a word that is not there has another in its place: no page has to bring it.
    const certain = templates.filter((match) => !match[1]).map((match) => match[2]);
    const endings = [...source.matchAll(/`\$\{[^}]+\}(\.[a-z_]+)`/g)].map((match) => match[1]);
    const says = (key, begun = prefixes) =>
      source.includes(`'${key}'`) ||
      begun.some((prefix) => key.startsWith(prefix)) ||
      // "${kind}.title": only of words that are always there, so that no page has to bring the rest.
      (always.includes(key) && endings.some((ending) => key.endsWith(ending)));
    for (const key of all) if (says(key)) said.add(key);
    for (const [part, keys] of Object.entries(parts)) {
      if (keys.some((key) => says(key, certain)) && !source.includes(`i18n/${part}.ts`))
        say(file, 1, `says words of en-${part}.json: import ${part}.ts`);
    }
  }
  for (const key of all) if (!said.has(key)) say('src/lib/i18n', 1, `nobody says ${key}`);
}
