import type { Translate } from '../../i18n/i18n.ts';

/** About how long, in words no one takes for exact: "3 s", "about 2 min". */
export function durationWords(seconds: number, translate: Translate): string {
  if (seconds < 10) return translate('duration.seconds', { value: Math.max(1, Math.round(seconds)) });
  if (seconds < 90) return translate('duration.seconds', { value: Math.round(seconds / 5) * 5 });
  return translate('duration.minutes', { value: Math.round(seconds / 60) });
}
