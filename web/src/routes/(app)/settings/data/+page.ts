import { api, ask } from '#lib/api/client.ts';

export async function load({ parent }) {
  await parent();

  const [exports, imports] = await Promise.all([ask(api.GET('/v1/me/exports')), ask(api.GET('/v1/me/imports'))]);
  return { exports: exports.items, imports: imports.items };
}
