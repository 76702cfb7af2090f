import type { FileHandle } from 'node:fs/promises';
import { EncodedPacketSink } from 'mediabunny';
import type { InputAudioTrack, InputVideoTrack } from 'mediabunny';
import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import { readFirstPicture } from './first-picture.ts';
import { detectRate } from './frame-rate.ts';
import { mediaLimits } from './limits.ts';
import { openTracks } from './open-tracks.ts';
import { checkPictureSize } from './picture-limit.ts';
import type { FindFfmpeg } from './resolve-ffmpeg.ts';
import { readStartTimecode } from './start-timecode.ts';
import type { AudioInfo, AudioProbe, ProbedFile, VideoProbe } from './probe-types.ts';

/** When the pictures that are shown appear, ascending, and how long the last one stays. */
async function pictureTimes(
  track: InputVideoTrack,
  name: string,
  signal: AbortSignal,
): Promise<{ times: Float64Array; lastDuration: number }> {
  const sink = new EncodedPacketSink(track);
  const shown: { at: number; lasts: number }[] = [];
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    if (signal.aborted) throw cancelledError();
    // Pictures before zero were cut off by an edit list: they are decoded, never shown.
    if (packet.timestamp > -1e-6) shown.push({ at: packet.timestamp, lasts: packet.duration });
    if (shown.length > mediaLimits.frames)
      throw new AppError('input.file.tooLarge', `“${name}” has more than ${mediaLimits.frames} frames.`);
  }
  shown.sort((a, b) => a.at - b.at);
  return {
    times: Float64Array.from(shown, ({ at }) => at),
    lastDuration: shown.at(-1)?.lasts ?? 0,
  };
}

async function audioInfo(track: InputAudioTrack): Promise<AudioInfo> {
  return {
    codec: (await track.getCodec()) ?? String(await track.getInternalCodecId()),
    channels: await track.getNumberOfChannels(),
    sampleRate: await track.getSampleRate(),
    seconds: (await track.getDurationFromMetadata()) ?? (await track.computeDuration()),
  };
}

function checkSeconds(name: string, seconds: number): void {
  if (seconds > mediaLimits.seconds)
    throw new AppError(
      'input.file.tooLarge',
      `“${name}” is longer than ${mediaLimits.seconds / 3600} hours.`,
    );
}

/** Codecs that never carry an opacity. */
const opaque = new Set(['avc', 'hevc', 'av1', 'apch', 'apcn', 'apcs', 'apco']);

/** Whether pictures may be transparent; where only a decoder knows, ffmpeg is asked. */
async function mayBeTransparent(
  file: ProbedFile,
  track: InputVideoTrack,
  codec: string,
  find: FindFfmpeg | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (opaque.has(codec)) return false;
  if (codec === 'vp8' || codec === 'vp9') return track.canBeTransparent();
  if (codec === 'ap4h' || codec === 'ap4x' || find === undefined) return true;
  return (await readFirstPicture(await find(), file, signal))?.alpha ?? true;
}

async function videoProbe(
  file: ProbedFile,
  track: InputVideoTrack,
  audioTrack: InputAudioTrack | undefined,
  find: FindFfmpeg | undefined,
  signal: AbortSignal,
): Promise<VideoProbe> {
  const name = shownName(file.path);
  const [codedWidth, codedHeight] = [await track.getCodedWidth(), await track.getCodedHeight()];
  checkPictureSize(file.path, codedWidth, codedHeight);
  const claimed = await track.getDurationFromMetadata();
  checkSeconds(name, claimed ?? 0);
  const { times, lastDuration } = await pictureTimes(track, name, signal);
  const count = times.length;
  if (count === 0) throw new AppError('input.file.unreadable', `“${name}” has no frames.`);
  // The table of contents may promise pictures that a cut file no longer has: the last one is read for real.
  const last = await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY);
  if (last === null || last.data.length === 0) throw new Error('The last picture is missing.');
  const { rate, variable } = detectRate(times, await track.getTimeResolution(), lastDuration);
  const first = times[0] ?? 0;
  const seconds = variable
    ? (times[count - 1] ?? 0) - first + (lastDuration > 0 ? lastDuration : rate.den / rate.num)
    : (count * rate.den) / rate.num;
  checkSeconds(name, seconds);
  const colour = await track.getColorSpace();
  const codec = (await track.getCodec()) ?? String((await track.getInternalCodecId()) ?? 'unknown');
  return {
    ...file,
    kind: 'video',
    width: Math.round(await track.getDisplayWidth()),
    height: Math.round(await track.getDisplayHeight()),
    codedWidth,
    codedHeight,
    rotation: await track.getRotation(),
    mirrored: await track.getFlip(),
    codec,
    codecParameters: (await track.getCodecParameterString()) ?? undefined,
    rate,
    variableRate: variable,
    frames: frames(variable ? Math.max(1, Math.round((seconds * rate.num) / rate.den)) : count),
    times,
    seconds,
    colour: {
      matrix: colour.matrix ?? undefined,
      highDynamicRange: await track.hasHighDynamicRange(),
    },
    alpha: await mayBeTransparent(file, track, codec, find, signal),
    audio: audioTrack === undefined ? undefined : await audioInfo(audioTrack),
  };
}

/**
 * Measures a container with tracks from its tables and packet headers.
 *
 * @throws AppError `input.file.unreadable` (damaged, cut off, no frames), `input.file.tooLarge`; `cancelled`.
 */
export async function probeTracks(
  file: ProbedFile,
  handle: FileHandle,
  signal: AbortSignal,
  find: FindFfmpeg | undefined,
): Promise<VideoProbe | AudioProbe> {
  const name = shownName(file.path);
  const input = openTracks(handle, file.bytes);
  try {
    const tracks = await input.getTracks();
    if (tracks.length > mediaLimits.tracks)
      throw new AppError(
        'input.file.tooLarge',
        `“${name}” has ${tracks.length} tracks; ${mediaLimits.tracks} may be.`,
      );
    if (tracks.length === 0) throw new Error('No tracks were found.');
    // The first of each kind, which is what ffmpeg's `0:v:0` and `0:a:0` name.
    const [video] = await input.getVideoTracks();
    const [audio] = await input.getAudioTracks();
    if (video !== undefined) {
      const probe = await videoProbe(file, video, audio, find, signal);
      const timecode = file.demuxer === 'mov' ? await readStartTimecode(handle, file.bytes) : undefined;
      return timecode === undefined ? probe : { ...probe, timecode };
    }
    if (audio === undefined)
      throw new AppError('input.file.unreadable', `“${name}” has no frames and no sound.`);
    const info = await audioInfo(audio);
    if (!(info.seconds > 0))
      throw new AppError('input.file.unreadable', `“${name}” has no frames and no sound.`);
    checkSeconds(name, info.seconds);
    return { ...file, kind: 'audio', audio: info };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('input.file.unreadable', `“${name}” is damaged or cut off.`, {
      hint: 'Copy or export the file again.',
      cause: error,
    });
  } finally {
    input.dispose();
  }
}
