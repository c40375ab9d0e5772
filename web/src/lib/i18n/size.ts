import { LOCALE } from './core.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** "3.4 GB", in thousands as makers of disks count. */
export function size(bytes: number): string {
  const at = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  return new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit: UNITS[at] ?? 'byte',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** at);
}
