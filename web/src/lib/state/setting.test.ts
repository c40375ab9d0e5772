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
