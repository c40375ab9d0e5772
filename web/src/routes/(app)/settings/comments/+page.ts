import { needViewer } from '#lib/gate.ts';
import { held } from '#lib/state/talk.ts';
import { urls } from '#lib/urls.ts';

export async function load() {
  await needViewer(urls.comments);
  return { list: held() };
}
