export const bundleEnding = '.kinoloomz';

/** Adds `.kinoloomz` where it is missing. */
export function withBundleEnding(path: string): string {
  return path.endsWith(bundleEnding) ? path : `${path}${bundleEnding}`;
}

export function withoutBundleEnding(path: string): string {
  return path.endsWith(bundleEnding) ? path.slice(0, -bundleEnding.length) : path;
}
