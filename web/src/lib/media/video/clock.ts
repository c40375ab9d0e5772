import { LOCALE } from '../../i18n/core.ts';

/** 65 is "1:05", 3725 is "1:02:05". */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

interface DurationFormat {
  format(duration: { hours?: number; minutes?: number; seconds: number }): string;
}
const { DurationFormat } = Intl as unknown as {
  DurationFormat?: new (locale: string, options: { style: 'long' }) => DurationFormat;
};
const long = DurationFormat && new DurationFormat(LOCALE, { style: 'long' });

/** "1 minute, 5 seconds": as it is read aloud. Browsers without the format say the clock. */
export function spoken(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  if (!long || whole === 0) return clock(whole);
  const duration = { hours: Math.floor(whole / 3600), minutes: Math.floor(whole / 60) % 60, seconds: whole % 60 };
  return long.format(duration);
}
