import { api, ask } from '../../api/client.ts';
import { asProblem, Problem } from '../../api/errors.ts';

/** Whose username somebody has typed. Throws a problem of the field when it is nobody's. */
export async function partnerOf(typed: string): Promise<string> {
  const path = { user_id: `@${typed.trim().replace(/^@/, '')}` };
  try {
    return (await ask(api.GET('/v1/users/{user_id}', { params: { path } }))).id;
  } catch (error) {
    const { status, code, message } = asProblem(error);
    if (status !== 404) throw error;
    throw new Problem({ status, code, title: message, fields: { partner: ['nobody'] } });
  }
}
