import { needViewer } from '#lib/gate.ts';
import { urls } from '#lib/urls.ts';

export const load = () => needViewer(urls.new).then(() => undefined);
