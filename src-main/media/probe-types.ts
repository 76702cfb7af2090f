import type { Frames, Rate } from '../../src-shared/time/rate.ts';
import type { SniffedFormat } from './sniff.ts';
import type { StartTimecode } from './start-timecode.ts';

/** How the stored picture becomes the one that is meant: turn clockwise, then mirror left to right, then square pixels. */
export interface Orientation {
  readonly rotation: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

/** What every probe says of the file. */
export interface ProbedFile extends SniffedFormat {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

export interface ColourTags {
  /** Matrix the file says its pictures have; undefined where it says nothing. */
  readonly matrix: string | undefined;
  readonly highDynamicRange: boolean;
}

export interface AudioInfo {
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  /** End of the last sample, in seconds of the file. */
  readonly seconds: number;
}

export interface VideoProbe extends ProbedFile, Orientation {
  readonly kind: 'video';
  /** As it is meant to be seen: upright and with square pixels. */
  readonly width: number;
  readonly height: number;
  /** As it is stored. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly codec: string;
  /** RFC 6381, e.g. `avc1.64001f`. */
  readonly codecParameters: string | undefined;
  readonly rate: Rate;
  /** Pictures are not evenly spaced; `frames` then counts places at `rate`, and each shows the latest picture. */
  readonly variableRate: boolean;
  /** Number of frames at `rate`; for a constant rate exactly the pictures in the file. */
  readonly frames: Frames;
  /** When each picture appears, in seconds of the file, ascending: what seeking and VFR conforming go by. */
  readonly times: Float64Array;
  readonly seconds: number;
  readonly colour: ColourTags;
  /** Its pictures may be transparent. */
  readonly alpha: boolean;
  readonly audio: AudioInfo | undefined;
  /** Absent where the film has no clock. */
  readonly timecode?: StartTimecode;
}

export interface ImageProbe extends ProbedFile, Orientation {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly codedWidth: number;
  readonly codedHeight: number;
}

export interface AudioProbe extends ProbedFile {
  readonly kind: 'audio';
  readonly audio: AudioInfo;
}

export type Probe = VideoProbe | ImageProbe | AudioProbe;
