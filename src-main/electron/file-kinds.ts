/** Endings the dialogs offer. What a file really is decides its content, when it is imported. */
export const mediaEndings = [
  'mp4',
  'mov',
  'm4v',
  'webm',
  'mkv',
  'avi',
  'gif',
  'png',
  'jpg',
  'jpeg',
  'webp',
  'wav',
  'mp3',
  'flac',
  'ogg',
] as const;
export const exportEndings = ['mp4', 'mov', 'webm', 'gif'] as const;
