import { api, ask } from '#lib/api/client.ts';

export async function load({ parent }) {
  await parent();
  const [me, passkeys] = await Promise.all([ask(api.GET('/v1/me')), ask(api.GET('/v1/passkeys'))]);
  return { me, hasPassword: passkeys.has_password };
}
