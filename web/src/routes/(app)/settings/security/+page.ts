import { api, ask } from '#lib/api/client.ts';

export async function load({ parent }) {
  await parent();

  const [sessions, tokens] = await Promise.all([ask(api.GET('/v1/sessions')), ask(api.GET('/v1/tokens'))]);
  return { sessions: sessions.items, tokens: tokens.items };
}
