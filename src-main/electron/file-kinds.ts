/** Endings the dialogs offer. What a file really is decides its content, when it is imported. */
export const mediaEndings = [
  'mp4',
  'mov',
  'm4v',
  'webm',
  'mkv',
  'gif',
  'png',
  'jpg',
  'jpeg',
  'webp',
  'bmp',
  'tif',
  'tiff',
  'wav',
  'mp3',
  'm4a',
  'aac',
  'flac',
  'ogg',
  'opus',
  'ts',
  'mts',
  'm2ts',
  'cube',
] as const;
export const exportEndings = ['mp4', 'mov', 'webm', 'gif'] as const;
export const storyboardEndings = ['txt', 'md', 'fountain', 'spmd', 'json'] as const;
