import { t } from '../../i18n/core.ts';
import '../../i18n/more.ts';
import '../../i18n/settings.ts';

// The order matters: Edge calls itself Chrome, and Chrome calls itself Safari.
const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** "Firefox on Linux" out of a User-Agent, or its first word for a program. */
export function deviceOf(agent: string | null | undefined): string | undefined {
  if (!agent) return undefined;
  const browser = BROWSERS.find(([mark]) => mark.test(agent))?.[1];
  const system = SYSTEMS.find(([mark]) => mark.test(agent))?.[1];
  if (browser && system) return t('settings.session_device', { browser, system });
  return browser ?? system ?? agent.split(/[\s/]/)[0];
}
