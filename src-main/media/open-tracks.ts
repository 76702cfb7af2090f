import type { FileHandle } from 'node:fs/promises';
import {
  ADTS,
  CustomSource,
  FLAC,
  Input,
  LogLevel,
  Logging,
  MATROSKA,
  MP3,
  MP4,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';

/** Readers of single files only: those that follow a list to other files are not among them. */
const formats = [MP4, QTFF, MATROSKA, WEBM, WAVE, MP3, FLAC, OGG, ADTS];

// What it can't read it says on the console, where a command's result stands; we say it in an error.
Logging.level = LogLevel.Silent;

/** The tracks of a container, read from its tables as they are needed. The caller disposes of it, then closes the file. */
export function openTracks(handle: FileHandle, bytes: number): Input {
  return new Input({
    formats,
    source: new CustomSource({
      getSize: () => bytes,
      async read(start, end) {
        const target = new Uint8Array(end - start);
        let filled = 0;
        while (filled < target.length) {
          const { bytesRead } = await handle.read(target, filled, target.length - filled, start + filled);
          if (bytesRead === 0) throw new Error('The file ends early.');
          filled += bytesRead;
        }
        return target;
      },
      prefetchProfile: 'fileSystem',
      // A read ahead may fail after the answer is complete; what is needed fails where it is awaited.
      handleUnhandledError: () => undefined,
    }),
  });
}
