/** The one place our page lives at. A custom scheme has no meaningful `origin` in Node, so its parts are compared. */
export const appScheme = 'app';
export const mediaScheme = 'media';
export const appHost = 'kinoloom';
export const appOrigin = `${appScheme}://${appHost}`;
export const appUrl = `${appOrigin}/index.html`;

/** True only for our own page: not for about:blank, not for an empty or broken address. */
export function isOurPage(url: string): boolean {
  try {
    const parsed = new URL(url);
    return parsed.protocol === `${appScheme}:` && parsed.host === appHost;
  } catch {
    return false;
  }
}
