import { api, ask } from '#lib/api/client.ts';

export async function load({ parent }) {
  await parent();
  return { first: await ask(api.GET('/v1/invites', { params: { query: { limit: 100 } } })) };
}
