import { describe, expect, it } from 'vitest';
import { Problem } from '../api/errors.ts';
import { Form } from './form.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const refusal = (code: string, fields?: Record<string, string[]>) =>
  new Problem({ status: 422, code, title: code, ...(fields && { fields }) });

function refusing(...problems: (Problem | undefined)[]) {
  return async () => {
    const problem = problems.shift();
    if (problem) throw problem;
  };
}

describe('Form', () => {
  it('is busy while it is sent', async () => {
    let arrive = () => {};
    const form = new Form(() => new Promise<void>((done) => (arrive = done)));
    const sent = form.run();
    expect(form.busy).toBe(true);
    arrive();
    await sent;
    expect(form.busy).toBe(false);
  });

  it('says beside its field what was wrong, until it is sent again', async () => {
    const form = new Form(refusing(refusal('invalid', { new_password: ['too_long'] }), undefined));
    await form.run();
    const said = form.error('new_password', 'password');
    expect([said, form.error('password')]).toEqual(['This is longer than a password can be.', undefined]);
    await form.run();
    expect(form.error('new_password', 'password')).toBeUndefined();
  });

  it('keeps other trouble in the form where it is wished there', async () => {
    const form = new Form(refusing(refusal('too_many')), { keepsTrouble: true });
    await form.run();
    expect(form.trouble).toMatch(/Wait a moment/);
  });

  it('shows other trouble at the edge of the screen otherwise', async () => {
    const form = new Form(refusing(refusal('not_found')));
    await form.run();
    expect([form.trouble, toasts.items.at(-1)?.text]).toEqual([undefined, 'It is not here any more.']);
  });

  it('finds the field in a code that names it', async () => {
    const fieldsOf = ({ code }: Problem) => ({ username: [code.slice('username_'.length)] });
    const form = new Form(refusing(refusal('username_too_long')), { fieldsOf });
    await form.run();
    expect(form.error('username')).toBe('This is too long.');
  });
});
