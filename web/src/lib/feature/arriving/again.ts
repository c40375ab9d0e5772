import { api, ask } from '../../api/client.ts';
import { t } from '../../i18n/core.ts';
import '../../i18n/arriving.ts';
import { toasts } from '../../state/toasts.svelte.ts';

/** Asks for the letter that confirms an address once more. */
export async function sendAgain(email: string): Promise<void> {
  try {
    await ask(api.POST('/v1/me/email-confirmations'));
    toasts.show(t('account.sent', { email }));
  } catch (error) {
    toasts.problem(error);
  }
}
