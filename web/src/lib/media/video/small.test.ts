import { expect, test } from 'vitest';
import { rungsIn } from '../../api/playlist.ts';
import { captionFor, wordsOf } from './captions.ts';
import { clock, spoken } from './clock.ts';
import { rung } from './engine.ts';
import { onPlayerKey, type Played } from './keys.ts';
import { keepPlace, placeOf } from './places.ts';

const CAPTIONS = [
  { language: 'de', label: 'Deutsch', url: '/de' },
  { language: 'en', label: 'English', url: '/en' },
];
const reads = (silent: boolean, ...languages: string[]) => ({ silent, languages });

test.each([
  ['nothing wished, silent: in my language', undefined, reads(true, 'en-GB'), 'en'],
  ['nothing wished, with sound: none', undefined, reads(false, 'en-GB'), undefined],
  ['nothing wished, in no language of mine: none', undefined, reads(true, 'fr'), undefined],
  ['switched off stays off', 'off', reads(true, 'en'), undefined],
  ['the language that was chosen', 'de', reads(false, 'en'), 'de'],
  ['a language that this video lacks: mine instead', 'fr', reads(false, 'en'), 'en'],
  ['or the first there is', 'fr', reads(false, 'it'), 'de'],
] as const)('captions: %s', (_, wish, who, shown) => expect(captionFor(wish, CAPTIONS, who)).toBe(shown));

test('a cue is its words', () => {
  expect(wordsOf('<v Ana>Look &amp; <i>see</i></v>\nnow ')).toBe('Look & see\nnow');
  expect(wordsOf('&unknown; 1 &lt; 2')).toBe('&unknown; 1 < 2');
});

test('times as they are shown and read aloud', () => {
  expect([0, 65.9, 600, 3725, Number.NaN, -1].map(clock)).toEqual(['0:00', '1:05', '10:00', '1:02:05', '0:00', '0:00']);
  expect(spoken(65)).toMatch(/1 minute,? 5 seconds|1:05/);
});

test('a quality is named by the shorter side, whichever way the picture stands', () => {
  expect([rung({ width: 1280, height: 720 }), rung({ width: 720, height: 1280 })]).toEqual([720, 720]);
  const playlist = [
    '#EXTM3U',
    '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=360x640,CODECS="avc1.42c01e"',
    'a.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=1080x1920',
    'b.m3u8',
  ].join('\n');
  expect(rungsIn(playlist)).toEqual([1080, 360]);
  expect(rungsIn('<html>')).toEqual([]);
});

test('where a video was left is kept, and forgotten at its end', () => {
  keepPlace('1', 12.5);
  expect(placeOf('1')).toBe(12.5);
  keepPlace('1', 0);
  expect(placeOf('1')).toBe(0);
});

function pressed(key: string, onButton = false): string[] {
  const told: string[] = [];
  const player: Played = {
    time: 20,
    length: 100,
    toggle: () => told.push('toggle'),
    seek: (to) => told.push(`seek ${to}`),
    mute: () => told.push('mute'),
    fill: () => told.push('fill'),
    nextCaption: () => told.push('caption'),
  };
  expect(onPlayerKey(key, player, { onButton })).toBe(told.length > 0);
  return told;
}

test.each([
  [' ', ['toggle']],
  ['k', ['toggle']],
  ['j', ['seek 15']],
  ['ArrowLeft', ['seek 15']],
  ['l', ['seek 25']],
  ['ArrowRight', ['seek 25']],
  ['Home', ['seek 0']],
  ['End', ['seek 100']],
  ['0', ['seek 0']],
  ['7', ['seek 70']],
  ['m', ['mute']],
  ['f', ['fill']],
  ['c', ['caption']],
  ['x', []],
  ['Tab', []],
])('the key %o: %o', (key, told) => expect(pressed(key)).toEqual(told));

test('the space bar belongs to the button that has the focus', () => {
  expect(pressed(' ', true)).toEqual([]);
  expect(pressed('k', true)).toEqual(['toggle']);
});
