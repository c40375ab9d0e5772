import { describe, expect, it } from 'vitest';
import { Toggles } from './toggles.ts';

function server() {
  const sent: boolean[] = [];
  const answers: { ok: () => void; refuse: () => void }[] = [];
  const send = (value: boolean) => {
    sent.push(value);
    return new Promise<void>((ok, no) => answers.push({ ok, refuse: () => no(new Error('refused')) }));
  };
  return { sent, answers, send };
}

const settled = () => new Promise((done) => setTimeout(done));

describe('Toggles', () => {
  it('sends one wish', async () => {
    const { sent, answers, send } = server();
    const done = new Toggles().set('a', true, send, () => undefined);
    answers[0]?.ok();
    await done;
    expect(sent).toEqual([true]);
  });

  it('sends nothing more when the wish returns to what is being sent', async () => {
    const toggles = new Toggles();
    const { sent, answers, send } = server();
    const done = toggles.set('a', true, send, () => undefined);
    void toggles.set('a', false, send, () => undefined);
    void toggles.set('a', true, send, () => undefined);
    answers[0]?.ok();
    await done;
    expect(sent).toEqual([true]);
  });

  it('sends the last of many wishes after the first', async () => {
    const toggles = new Toggles();
    const { sent, answers, send } = server();
    const done = toggles.set('a', true, send, () => undefined);
    void toggles.set('a', false, send, () => undefined);
    answers[0]?.ok();
    await settled();
    answers[1]?.ok();
    await done;
    expect(sent).toEqual([true, false]);
  });

  it('tells once what the server still holds when it refuses', async () => {
    const toggles = new Toggles();
    const { answers, send } = server();
    const held: boolean[] = [];
    const back = (value: boolean) => held.push(value);
    const first = toggles.set('a', true, send, back);
    const second = toggles.set('a', false, send, back);
    answers[0]?.ok();
    await settled();
    answers[1]?.refuse();
    await expect(first).rejects.toThrow('refused');
    await second;
    expect(held).toEqual([true]);
  });

  it('tells when all is answered that was asked of some keys, refused or not', async () => {
    const toggles = new Toggles();
    const { answers, send } = server();
    const first = toggles.set('follow:a', true, send, () => undefined);
    const second = toggles.set('follow:b', true, send, () => undefined);
    const other = toggles.set('like:c', true, send, () => undefined);
    let told = false;
    const asked = toggles.answered('follow:').then(() => (told = true));
    answers[0]?.ok();
    await first;
    await settled();
    expect(told).toBe(false);
    answers[1]?.refuse();
    await expect(second).rejects.toThrow('refused');
    await asked;
    expect(told).toBe(true);
    answers[2]?.ok();
    await other;
  });
});
