import { api, ask } from '#lib/api/client.ts';

export async function load({ parent }) {
  await parent();
  return { me: await ask(api.GET('/v1/me')) };
}
