/**
 * What a file from outside may ask of this machine: the one place where it is decided. Checked from headers, before any
 * decoder sees the file, and given to ffmpeg again (`-max_pixels`) because a header can lie.
 */
export const mediaLimits = {
  /** Pixels of one picture: a 12,000 x 8,000 photograph passes, a 16,000 x 16,000 decompression bomb does not. */
  pixels: 100_000_000,
  edgePixels: 32_768,
  /** Bytes of a still image's file. */
  imageBytes: 1024 ** 3,
  tracks: 64,
  seconds: 24 * 60 * 60,
  /** Pictures in one clip: 24 hours at 60 per second fit. */
  frames: 6_000_000,
  /** Bytes of decoded pictures one call hands over at once; more is streamed. */
  framesInMemoryBytes: 1024 ** 3,
  /** Bytes read from the start of a file to recognise it. */
  sniffBytes: 4096,
} as const;
