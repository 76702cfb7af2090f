import { Buffer } from 'node:buffer';

let font: Promise<Uint8Array> | undefined;

/**
 * Inter Medium, the type titles are set in: a TrueType file, because not every ffmpeg reads the compressed one of the window.
 * It lies within the program as text, so that it is there wherever the program runs, and is unpacked when first needed.
 */
export function titleFont(): Promise<Uint8Array> {
  font ??= import('./inter-medium.ttf?inline').then(({ default: address }) =>
    Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'),
  );
  return font;
}
