import { AppError } from '../../src-shared/errors/app-error.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';

function once(element: EventTarget, ready: string): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener(ready, () => resolve(), { once: true });
    element.addEventListener(
      'error',
      () => reject(new AppError('input.file.unreadable', 'The file could not be read.')),
      { once: true },
    );
  });
}

const common = {
  sha256: '0'.repeat(64),
  hasAudio: false,
  provenance: { origin: 'imported' as const },
};

/** Reads a dropped file as the browser can: its size and length. */
export async function ingestFile(file: File, id: MediaId, url: string): Promise<Media> {
  const base = { ...common, id, name: file.name, file: `media/${id}`, bytes: file.size };
  if (file.type.startsWith('image/')) {
    const image = new Image();
    image.src = url;
    await once(image, 'load');
    return {
      ...base,
      kind: 'image',
      width: image.naturalWidth,
      height: image.naturalHeight,
      frames: frames(1),
      rate: { num: 24, den: 1 },
    };
  }
  const video = document.createElement('video');
  video.src = url;
  await once(video, 'loadedmetadata');
  return {
    ...base,
    kind: file.type.startsWith('audio/') ? 'audio' : 'video',
    width: video.videoWidth,
    height: video.videoHeight,
    frames: frames(Math.max(1, Math.round(video.duration * 24))),
    rate: { num: 24, den: 1 },
  };
}
