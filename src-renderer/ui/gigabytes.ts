const gibibyte = 1024 ** 3;

/** Bytes in GB without the unit: whole from ten on, one decimal below. */
export function gigabytes(bytes: number): string {
  const value = bytes / gibibyte;
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1);
}
