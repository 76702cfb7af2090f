import { gigabytes } from './gigabytes.ts';

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

/** Bytes with their unit, as a person reads them: MB below a tenth of a GB. */
export function byteWords(bytes: number): string {
  if (bytes >= gibibyte / 10) return `${gigabytes(bytes)} GB`;
  const value = bytes / mebibyte;
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} MB`;
}
