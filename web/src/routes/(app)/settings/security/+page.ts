import { api, ask } from '#lib/api/client.ts';

export async function load({ parent }) {
  await parent();

  const [sessions, tokens, passkeys, factor] = await Promise.all([
    ask(api.GET('/v1/sessions')),
    ask(api.GET('/v1/tokens')),
    ask(api.GET('/v1/passkeys')),
    ask(api.GET('/v1/totp')),
  ]);
  return {
    sessions: sessions.items,
    tokens: tokens.items,
    passkeys: passkeys.items,
    hasPassword: passkeys.has_password,
    factor,
  };
}
