import { api, ask } from '../../api/client.ts';
import { asProblem, Problem } from '../../api/errors.ts';
import { t } from '../../i18n/core.ts';
import '../../i18n/more.ts';

/** Whose username somebody has typed. Throws a problem of the field when it is nobody's. */
export async function partnerOf(typed: string): Promise<string> {
  const path = { user_id: `@${typed.trim().replace(/^@/, '')}` };
  try {
    return (await ask(api.GET('/v1/users/{user_id}', { params: { path } }))).id;
  } catch (error) {
    if (asProblem(error).status !== 404) throw error;
    const title = t('field.partner.nobody');
    throw new Problem({ status: 422, code: 'no_such_partner', title, fields: { partner: ['nobody'] } });
  }
}
