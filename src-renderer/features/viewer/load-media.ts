import type { Media } from '../../../src-shared/project/schema.ts';

/**
 * Waits until the first picture of a file can be shown.
 *
 * @throws Error when the file can't be loaded or the signal is aborted.
 */
export function loadMedia(url: string, kind: Media['kind'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const element =
      kind === 'image' ? new Image() : document.createElement(kind === 'audio' ? 'audio' : 'video');
    const ready = kind === 'image' ? 'load' : 'loadeddata';
    function finish(act: () => void): void {
      element.removeEventListener(ready, onReady);
      element.removeEventListener('error', onError);
      signal.removeEventListener('abort', onAbort);
      if (element instanceof HTMLMediaElement) {
        element.removeAttribute('src');
        element.load();
      }
      act();
    }
    const onReady = (): void => finish(resolve);
    const onError = (): void => finish(() => reject(new Error(`Could not load ${url}`)));
    const onAbort = (): void => finish(() => reject(new Error(`Stopped waiting for ${url}`)));
    element.addEventListener(ready, onReady);
    element.addEventListener('error', onError);
    signal.addEventListener('abort', onAbort);
    if (element instanceof HTMLMediaElement) {
      element.preload = 'auto';
      element.muted = true;
    }
    element.src = url;
  });
}
