import { describe, expect, test } from 'vitest';
import { BEGINS_AT, canBegin, mayBegin, mayStay, part, Stage, STAYS_UNTIL, type Actor, type Sight } from './stage.ts';

const YES = { autoplay: true, reducedMotion: false, saveData: false };

class Film implements Actor {
  plays = false;
  rested = 0;
  byHand = false;
  apart = false;

  begin() {
    this.plays = true;
    this.byHand = false;
  }
  pause() {
    this.plays = false;
  }
  rest() {
    this.plays = false;
    this.rested += 1;
  }
  /** As a person does it. */
  press(stage: Stage) {
    this.plays = !this.plays;
    this.byHand = this.plays;
    if (this.plays) stage.started(this);
    else stage.stopped(this);
  }
}

const seen = (share: number, away = 0, covered = false): Sight => ({ part: share, away, covered });

describe('whether a video may begin by itself', () => {
  test.each([
    [{}, true],
    [{ autoplay: false }, false],
    [{ reducedMotion: true }, false],
    [{ saveData: true }, false],
    [{ autoplay: false, reducedMotion: true, saveData: true }, false],
  ])('%o: %s', (wish, may) => expect(mayBegin({ ...YES, ...wish })).toBe(may));

  test.each([
    [seen(BEGINS_AT), true],
    [seen(BEGINS_AT - 0.01), false],
    [seen(1, 0, true), false],
  ])('seen %o: %s', (sight, may) => expect(canBegin(sight)).toBe(may));

  test.each([
    [seen(0.5), { byHand: false, apart: false }, false],
    [seen(0.5), { byHand: true, apart: false }, true],
    [seen(STAYS_UNTIL - 0.01), { byHand: true, apart: false }, false],
    [seen(1, 0, true), { byHand: true, apart: false }, false],
    [seen(0), { byHand: true, apart: true }, true],
  ])('goes on seen %o, %o: %s', (sight, how, may) => expect(mayStay(sight, how)).toBe(may));
});

test('what is larger than the screen is measured by the screen', () => {
  expect(part(300, 600, 900)).toBe(0.5);
  expect(part(390, 715, 390)).toBe(1);
  expect(part(0, 0, 900)).toBe(0);
});

test('two videos never play together, whoever started them', () => {
  const stage = new Stage(() => YES);
  const [one, two] = [new Film(), new Film()];
  stage.see(one, seen(1, 50));
  stage.see(two, seen(1, 10));
  expect([one.plays, two.plays]).toEqual([true, false]);
  two.press(stage);
  expect([one.plays, two.plays]).toEqual([false, true]);
  one.press(stage);
  expect([one.plays, two.plays]).toEqual([true, false]);
});

test('the one nearest to the middle takes over when the other leaves', () => {
  const stage = new Stage(() => YES);
  const [one, near, far] = [new Film(), new Film(), new Film()];
  stage.see(one, seen(1, 0));
  stage.see(far, seen(0.8, 400));
  stage.see(near, seen(0.7, 200));
  stage.see(one, seen(0.3, 300));
  expect([one.plays, near.plays, far.plays]).toEqual([false, true, false]);
});

test('what a person paused does not begin again before they come back to it', () => {
  const stage = new Stage(() => YES);
  const film = new Film();
  stage.see(film, seen(1));
  film.press(stage);
  stage.see(film, seen(0.9));
  expect(film.plays).toBe(false);
  stage.see(film, seen(0));
  stage.see(film, seen(1));
  expect(film.plays).toBe(true);
});

test('a dialog over it and a hidden tab pause it, and it goes on afterwards', () => {
  const stage = new Stage(() => YES);
  const film = new Film();
  stage.see(film, seen(1));
  stage.see(film, seen(1, 0, true));
  expect(film.plays).toBe(false);
  stage.see(film, seen(1));
  expect(film.plays).toBe(true);
  stage.show(false);
  expect(film.plays).toBe(false);
  stage.show(true);
  expect(film.plays).toBe(true);
});

test('in a window of its own it plays on, out of sight and behind another tab', () => {
  const stage = new Stage(() => YES);
  const film = new Film();
  film.press(stage);
  stage.see(film, seen(1));
  film.apart = true;
  stage.show(false);
  stage.see(film, seen(0));
  expect([film.plays, film.rested]).toEqual([true, 0]);
});

test('under reduced motion nothing begins, and play still plays', () => {
  const stage = new Stage(() => ({ ...YES, reducedMotion: true }));
  const film = new Film();
  stage.see(film, seen(1));
  expect(film.plays).toBe(false);
  film.press(stage);
  stage.see(film, seen(1));
  expect(film.plays).toBe(true);
});

test('switching autoplay off stops what began by itself and leaves what a person started', () => {
  let autoplay = true;
  const stage = new Stage(() => ({ ...YES, autoplay }));
  const [one, two] = [new Film(), new Film()];
  stage.see(one, seen(1));
  autoplay = false;
  stage.decide();
  expect(one.plays).toBe(false);
  stage.see(two, seen(1));
  two.press(stage);
  stage.decide();
  expect(two.plays).toBe(true);
});

test('out of sight it gives its buffers back', () => {
  const stage = new Stage(() => YES);
  const film = new Film();
  stage.see(film, seen(1));
  stage.see(film, seen(0));
  expect(film.rested).toBe(1);
});

test('who leaves the page leaves the stage', () => {
  const stage = new Stage(() => YES);
  const [one, two] = [new Film(), new Film()];
  stage.see(one, seen(1, 0));
  stage.see(two, seen(1, 10));
  stage.leave(one);
  expect(stage.playing).toBe(two);
});
