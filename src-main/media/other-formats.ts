import type { Demuxer } from './ffmpeg-input.ts';

/** Formats that only ffmpeg reads for us, by the first bytes of a file. */
export type OtherFormat =
  | 'ts'
  | 'ogv'
  | 'avi'
  | 'wmv'
  | 'flv'
  | 'mpg'
  | 'm2v'
  | 'mxf'
  | 'dv'
  | 'rm'
  | 'y4m'
  | 'ivf'
  | 'jxl'
  | 'jp2'
  | 'exr'
  | 'dpx'
  | 'psd'
  | 'qoi'
  | 'ppm'
  | 'pgm'
  | 'aiff'
  | 'caf'
  | 'w64'
  | 'amr'
  | 'wv'
  | 'ape'
  | 'tta'
  | 'au'
  | 'ac3';

interface Signature {
  readonly kind: 'video' | 'image' | 'audio';
  readonly format: OtherFormat;
  readonly demuxer: Demuxer;
  /** What stands at which place; text stands for its Latin-1 bytes. */
  readonly at: Readonly<Record<number, string>>;
}

const is = (
  kind: Signature['kind'],
  format: OtherFormat,
  demuxer: Demuxer,
  at: Signature['at'],
): Signature => ({ kind, format, demuxer, at });

/** Packets of 188 bytes begin with `G`; cameras put four bytes of time before each. */
const transportStreams = [188, 192].map((step) => {
  const first = step - 188;
  return is('video', 'ts', 'mpegts', { [first]: 'G', [first + step]: 'G', [first + 2 * step]: 'G' });
});

const signatures: readonly Signature[] = [
  is('video', 'avi', 'avi', { 0: 'RIFF', 8: 'AVI ' }),
  is('video', 'wmv', 'asf', { 0: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' }),
  is('video', 'flv', 'flv', { 0: 'FLV\x01' }),
  is('video', 'mpg', 'mpeg', { 0: '\0\0\x01\xba' }),
  is('video', 'm2v', 'mpegvideo', { 0: '\0\0\x01\xb3' }),
  is('video', 'mxf', 'mxf', { 0: '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02' }),
  is('video', 'dv', 'dv', { 0: '\x1f\x07\0' }),
  is('video', 'rm', 'rm', { 0: '.RMF' }),
  is('video', 'y4m', 'yuv4mpegpipe', { 0: 'YUV4MPEG2 ' }),
  is('video', 'ivf', 'ivf', { 0: 'DKIF' }),
  ...transportStreams,
  is('image', 'jxl', 'jpegxl_pipe', { 0: '\xff\x0a' }),
  is('image', 'jxl', 'jpegxl_pipe', { 0: '\0\0\0\x0cJXL \x0d\x0a\x87\x0a' }),
  is('image', 'jp2', 'j2k_pipe', { 0: '\0\0\0\x0cjP  \x0d\x0a\x87\x0a' }),
  is('image', 'exr', 'exr_pipe', { 0: '\x76\x2f\x31\x01' }),
  is('image', 'dpx', 'dpx_pipe', { 0: 'SDPX' }),
  is('image', 'dpx', 'dpx_pipe', { 0: 'XPDS' }),
  is('image', 'psd', 'psd_pipe', { 0: '8BPS\0\x01' }),
  is('image', 'qoi', 'qoi_pipe', { 0: 'qoif' }),
  is('image', 'ppm', 'ppm_pipe', { 0: 'P6', 2: '\n' }),
  is('image', 'pgm', 'pgm_pipe', { 0: 'P5', 2: '\n' }),
  is('audio', 'aiff', 'aiff', { 0: 'FORM', 8: 'AIF' }),
  is('audio', 'caf', 'caf', { 0: 'caff' }),
  is('audio', 'w64', 'w64', { 0: 'riff\x2e\x91\xcf\x11' }),
  is('audio', 'amr', 'amr', { 0: '#!AMR' }),
  is('audio', 'wv', 'wv', { 0: 'wvpk' }),
  is('audio', 'ape', 'ape', { 0: 'MAC ' }),
  is('audio', 'tta', 'tta', { 0: 'TTA1' }),
  is('audio', 'au', 'au', { 0: '.snd' }),
  is('audio', 'ac3', 'ac3', { 0: '\x0b\x77' }),
];

/** What a file is, where it is one of these. */
export function otherFormat(
  bytes: Uint8Array,
): (Pick<Signature, 'kind' | 'format' | 'demuxer'> & { readonly byFfmpeg: true }) | undefined {
  const found = signatures.find(({ at }) =>
    Object.entries(at).every(([place, text]) =>
      Array.from(text).every((character, index) => bytes[Number(place) + index] === character.charCodeAt(0)),
    ),
  );
  if (found === undefined) return undefined;
  const { kind, format, demuxer } = found;
  return { kind, format, demuxer, byFfmpeg: true };
}
