/** Kinds of media a Chromium page may be given, by their first bytes; the file's name has no say. */
const signatures: readonly {
  readonly at: number;
  readonly bytes: readonly number[];
  readonly type: string;
}[] = [
  { at: 4, bytes: [0x66, 0x74, 0x79, 0x70], type: 'video/mp4' },
  { at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3], type: 'video/webm' },
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47], type: 'image/png' },
  { at: 0, bytes: [0xff, 0xd8, 0xff], type: 'image/jpeg' },
  { at: 0, bytes: [0x47, 0x49, 0x46, 0x38], type: 'image/gif' },
  { at: 8, bytes: [0x57, 0x45, 0x42, 0x50], type: 'image/webp' },
  { at: 8, bytes: [0x57, 0x41, 0x56, 0x45], type: 'audio/wav' },
  { at: 0, bytes: [0x66, 0x4c, 0x61, 0x43], type: 'audio/flac' },
  { at: 0, bytes: [0x4f, 0x67, 0x67, 0x53], type: 'audio/ogg' },
  { at: 0, bytes: [0x49, 0x44, 0x33], type: 'audio/mpeg' },
  { at: 0, bytes: [0xff, 0xf1], type: 'audio/aac' },
  { at: 0, bytes: [0xff, 0xf9], type: 'audio/aac' },
  { at: 0, bytes: [0xff, 0xfb], type: 'audio/mpeg' },
  { at: 0, bytes: [0xff, 0xf3], type: 'audio/mpeg' },
  { at: 0, bytes: [0xff, 0xf2], type: 'audio/mpeg' },
];

/** Never HTML, SVG or script: what is not known media is bytes to the page. */
export function sniffType(head: Uint8Array): string {
  const found = signatures.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte));
  return found?.type ?? 'application/octet-stream';
}
