import type { Demuxer } from './ffmpeg-input.ts';
import { otherFormat } from './other-formats.ts';
import type { OtherFormat } from './other-formats.ts';

/** What a file is by its first bytes; its name has no say. */
export interface SniffedFormat {
  readonly kind: 'video' | 'image' | 'audio';
  /** Short name for people and for file endings: `mp4`, `mov`, `png`, … */
  readonly format: MediaFormat;
  readonly demuxer: Demuxer;
  /** We have no reader for it of our own: ffmpeg must say what is in it. */
  readonly byFfmpeg?: true;
}

export type MediaFormat =
  | 'mp4'
  | 'mov'
  | 'mkv'
  | 'webm'
  | 'gif'
  | 'png'
  | 'jpg'
  | 'webp'
  | 'bmp'
  | 'tif'
  | 'avif'
  | 'wav'
  | 'mp3'
  | 'flac'
  | 'ogg'
  | 'aac'
  | OtherFormat;

/** Why a file is none of ours, as the end of a sentence that names it. */
export interface Unrecognised {
  readonly reason: string;
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

function startsWith(bytes: Uint8Array, values: readonly number[], at = 0): boolean {
  return values.every((value, index) => bytes[at + index] === value);
}

/** Texts that some demuxer would follow to other files or to the network. */
const playlist =
  /^\s*(#EXTM3U|#EXTINF|ffconcat|\[playlist\]|v=0\s|<\?xml|<MPD|<SmoothStreamingMedia|<smil|<asx|#!|RTSPtext|\[Reference\])/i;

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  let text: string;
  try {
    // A character may be cut at the end of the sample, so decoding goes on as a stream.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
  // Control characters other than tab, line feed, form feed and carriage return don't occur in text.
  const isText = bytes.every((byte) => byte >= 0x20 || [0x09, 0x0a, 0x0c, 0x0d].includes(byte));
  return isText ? text : undefined;
}

const heics = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);
/** Whether a file is a HEIC picture, by its first twelve bytes. */
export function isHeic(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && ascii(bytes, 4, 4) === 'ftyp' && heics.has(ascii(bytes, 8, 4));
}

const isoAudio = new Set(['M4A ', 'M4B ', 'M4P ']);

function isoFormat(bytes: Uint8Array): SniffedFormat | Unrecognised | undefined {
  const box = ascii(bytes, 4, 4);
  if (box === 'ftyp') {
    const brand = ascii(bytes, 8, 4);
    if (brand === 'avif') return { kind: 'image', format: 'avif', demuxer: 'mov' };
    if (isHeic(bytes))
      return {
        reason: 'is a HEIC picture, which is turned into a PNG where it is imported into a project',
      };
    if (brand === 'avis') return { reason: 'is a moving AVIF picture, which ffmpeg can’t read' };
    if (isoAudio.has(brand)) return { kind: 'audio', format: 'mp4', demuxer: 'mov' };
    return { kind: 'video', format: brand === 'qt  ' ? 'mov' : 'mp4', demuxer: 'mov' };
  }
  // QuickTime files from before `ftyp` begin with any of these.
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(box))
    return { kind: 'video', format: 'mov', demuxer: 'mov' };
  return undefined;
}

/** Recognises a file by the first bytes of it (`mediaLimits.sniffBytes`; fewer where it is shorter). */
export function sniffFormat(bytes: Uint8Array): SniffedFormat | Unrecognised {
  if (bytes.length === 0) return { reason: 'is empty' };
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    return { kind: 'image', format: 'png', demuxer: 'png_pipe' };
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return { kind: 'image', format: 'jpg', demuxer: 'jpeg_pipe' };
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return { kind: 'video', format: 'gif', demuxer: 'gif' };
  const riff = ascii(bytes, 0, 4) === 'RIFF' ? ascii(bytes, 8, 4) : '';
  if (riff === 'WEBP') return { kind: 'image', format: 'webp', demuxer: 'webp_pipe' };
  if (riff === 'WAVE') return { kind: 'audio', format: 'wav', demuxer: 'wav' };
  if (ascii(bytes, 0, 2) === 'BM' && startsWith(bytes, [0, 0], 8))
    return { kind: 'image', format: 'bmp', demuxer: 'bmp_pipe' };
  if (startsWith(bytes, [0x49, 0x49, 0x2a, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, 0x2a]))
    return { kind: 'image', format: 'tif', demuxer: 'tiff_pipe' };
  if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])) {
    const isWebm = ascii(bytes, 0, Math.min(bytes.length, 64)).includes('webm');
    return { kind: 'video', format: isWebm ? 'webm' : 'mkv', demuxer: 'matroska' };
  }
  const iso = isoFormat(bytes);
  if (iso !== undefined) return iso;
  if (ascii(bytes, 0, 4) === 'fLaC') return { kind: 'audio', format: 'flac', demuxer: 'flac' };
  // The first pages of an Ogg file name what is in it.
  if (ascii(bytes, 0, 4) === 'OggS' && /\x80theora|OVP80|BBCD/.test(ascii(bytes, 0, bytes.length)))
    return { kind: 'video', format: 'ogv', demuxer: 'ogg', byFfmpeg: true };
  if (ascii(bytes, 0, 4) === 'OggS') return { kind: 'audio', format: 'ogg', demuxer: 'ogg' };
  if (ascii(bytes, 0, 3) === 'ID3') return { kind: 'audio', format: 'mp3', demuxer: 'mp3' };
  const other = otherFormat(bytes);
  const text = textOf(bytes);
  if (text !== undefined && other?.format !== 'y4m')
    return {
      reason: playlist.test(text) ? 'is a playlist, not a film' : 'is a text file, not a film or a picture',
    };
  if (other !== undefined) return other;
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)
    return { kind: 'audio', format: 'mp3', demuxer: 'mp3' };
  // AAC without a container (ADTS): twelve bits of sync, layer 0.
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0)
    return { kind: 'audio', format: 'aac', demuxer: 'aac' };
  return { reason: 'is no film, picture or sound of a kind that is supported' };
}
