import { describe, expect, it } from 'vitest';
import { Problem } from '../api/errors.ts';
import { Setting } from './setting.svelte.ts';

const refusal = new Problem({ status: 503, code: 'unavailable', title: 'busy' });

function kept() {
  const rows = { loud: false, tone: 'low' };
  let refuses = false;
  const setting = new Setting({
    read: async () => {
      if (refuses) throw refusal;
      return { ...rows };
    },
    write: async (change: Partial<typeof rows>) => {
      if (refuses) throw refusal;
      return { ...Object.assign(rows, change) };
    },
  });
  return { setting, rows, refuse: (wish: boolean) => (refuses = wish) };
}

describe('Setting', () => {
  it('shows the wish while it is sent, and what was kept afterwards', async () => {
    const { setting, rows } = kept();
    await setting.read();
    const sent = setting.change({ loud: true });
    expect([setting.now, setting.busy]).toEqual([{ loud: true, tone: 'low' }, true]);
    await sent;
    expect([setting.busy, rows.loud, setting.now]).toEqual([false, true, { loud: true, tone: 'low' }]);
  });

  it('is as it was when the server refuses', async () => {
    const { setting, refuse } = kept();
    await setting.read();
    refuse(true);
    await setting.change({ tone: 'high' });
    expect([setting.now, setting.busy]).toEqual([{ loud: false, tone: 'low' }, false]);
  });

  it('keeps the wish that came last, however long the answers take', async () => {
    const sent: { change: object; answer: (value: object) => void; refuse: (error: unknown) => void }[] = [];
    const setting = new Setting({
      read: async (): Promise<object> => ({ loud: false, tone: 'low' }),
      write: (change) => new Promise<object>((answer, refuse) => void sent.push({ change, answer, refuse })),
    });
    const reached = async (count: number) => {
      await new Promise((done) => setTimeout(done));
      expect(sent.length).toBe(count);
    };
    await setting.read();
    const first = setting.change({ loud: true });
    const second = setting.change({ tone: 'high' });
    await reached(1);
    sent[0]?.answer({ loud: true, tone: 'low' });
    await first;
    expect([setting.now, setting.busy]).toEqual([{ loud: true, tone: 'high' }, true]);
    await reached(2);
    sent[1]?.answer({ loud: true, tone: 'high' });
    await second;
    expect([setting.now, setting.busy]).toEqual([{ loud: true, tone: 'high' }, false]);
    const refused = setting.change({ loud: false });
    const too = setting.change({ tone: 'low' });
    await reached(3);
    sent[2]?.refuse(refusal);
    await refused;
    expect([setting.now, setting.busy]).toEqual([{ loud: false, tone: 'low' }, true]);
    await reached(4);
    sent[3]?.refuse(refusal);
    await too;
    expect([setting.now, setting.busy]).toEqual([{ loud: true, tone: 'high' }, false]);
    expect(sent.map(({ change }) => change)).toEqual([
      { loud: true },
      { tone: 'high' },
      { loud: false },
      { tone: 'low' },
    ]);
  });

  it('says why it could not be read, until it can', async () => {
    const { setting, refuse } = kept();
    refuse(true);
    await setting.read();
    expect([setting.now, setting.problem?.code]).toEqual([undefined, 'unavailable']);
    refuse(false);
    await setting.read();
    expect([setting.now?.tone, setting.problem]).toEqual(['low', undefined]);
  });
});
