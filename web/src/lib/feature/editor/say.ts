import { LOCALE } from '../../i18n/core.ts';

const signed = new Intl.NumberFormat(LOCALE, { signDisplay: 'exceptZero', maximumFractionDigits: 0 });
const angle = new Intl.NumberFormat(LOCALE, {
  style: 'unit',
  unit: 'degree',
  unitDisplay: 'narrow',
  signDisplay: 'exceptZero',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export const percent = (value: number) => signed.format(Math.round(value * 100));
export const degrees = (value: number) => angle.format(value);
export const share = (value: number) => String(Math.round(value * 100));
