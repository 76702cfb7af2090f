import { AppError } from '../../src-shared/errors/app-error.ts';

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function refused(sentence: string, hint: string): AppError {
  return new AppError('pack.download', sentence, { hint });
}

/** Node 18 has no `URL.canParse`. */
function urlOf(text: string, before: URL | undefined): URL | undefined {
  try {
    return new URL(text, before);
  } catch {
    return undefined;
  }
}

/**
 * An address packs may come from: https, or http where nothing leaves this machine.
 *
 * @param before the address that sent here: one out in the world never leads into this machine.
 * @throws AppError `pack.download`
 */
export function checkAddress(text: string, before?: URL): URL {
  const url = urlOf(text, before);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('This is no address a pack can come from.', 'Use one that begins with https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('An address with a name and a password in it is not used.', 'Leave them out.');
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw refused('Packs come by https only: on the way, anybody could change them.', 'Use https://.');
  }
  if (before !== undefined && isLoopback(url) && !isLoopback(before)) {
    throw refused('The server sends on into this machine, which is not followed.', 'Use another address.');
  }
  return url;
}

/** Where the pack.json of the pack at `url` lies: the address names it, or the folder it lies in. */
export function manifestAddress(url: URL): URL {
  if (url.pathname.endsWith('.json')) return url;
  const found = new URL(url);
  found.pathname = `${url.pathname.replace(/\/+$/, '')}/pack.json`;
  return found;
}

/** Where a file of that pack lies; what stands behind `?` (a token, say) goes along. */
export function fileAddress(manifest: URL, name: string): URL {
  const found = new URL(name, manifest);
  found.search = manifest.search;
  found.hash = '';
  return found;
}
