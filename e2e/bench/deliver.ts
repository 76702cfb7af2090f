import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clipIdSchema, projectIdSchema, trackIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { frames, rateText } from '../../src-shared/time/rate.ts';
import { exportTimeline } from '../../src-main/compose-video/export-timeline.ts';
import { presetFor } from '../../src-main/compose-video/presets.ts';
import { ingestFile } from '../../src-main/library/ingest-file.ts';
import type { FfmpegTool } from '../../src-main/media/resolve-ffmpeg.ts';

export interface DeliveryRates {
  /** Frames per second of delivering a timeline, and of ffmpeg alone fed the same frames with the same settings. */
  readonly delivery: number;
  readonly bare: number;
}

/** Times a take is laid on the timeline. */
const copies = 3;

function timelineOf(media: Media): ProjectDocument {
  const project = emptyProject({ id: projectIdSchema.parse('project-bench'), name: 'Bench' });
  const clips = Array.from({ length: copies }, (_, at) => ({
    id: clipIdSchema.parse(`clip-${at}-bench`),
    name: media.name,
    source: { kind: 'media' as const, mediaId: media.id },
    start: frames(at * media.frames),
    length: media.frames,
    sourceIn: frames(0),
  }));
  return {
    ...project,
    settings: { rate: media.rate, width: media.width, height: media.height },
    media: { [media.id]: media },
    timeline: { tracks: [{ id: trackIdSchema.parse('track-bench'), kind: 'video', name: 'V1', clips }] },
  };
}

/** Runs ffmpeg, feeding it files on its standard input; seconds until it has ended well. */
async function secondsOf(tool: FfmpegTool, args: readonly string[], fed: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(tool.path, ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(child, 'close');
  for (const file of fed) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
      if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
    }
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}.`);
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Delivers a timeline of one take laid end to end, and codes the same frames with ffmpeg alone, alternately. */
export async function measureDelivery(
  tool: FfmpegTool,
  take: string,
  scratch: string,
  rounds: number,
): Promise<DeliveryRates> {
  const signal = new AbortController().signal;
  const media = await ingestFile(tool, take, scratch, { origin: 'imported' }, signal);
  const document = timelineOf(media);
  const path = join(scratch, media.file);
  const out = join(scratch, 'delivered.mp4');
  const { encode, pixelFormat } = presetFor(out, undefined);

  const raw = join(scratch, 'frames.raw');
  await secondsOf(tool, ['-i', path, '-pix_fmt', pixelFormat, '-f', 'rawvideo', raw], []);
  const format = ['-f', 'rawvideo', '-pix_fmt', pixelFormat, '-s', `${media.width}x${media.height}`];
  const bareArgs = [
    ...format,
    '-r',
    rateText(media.rate),
    '-i',
    'pipe:0',
    ...encode,
    join(scratch, 'bare.mp4'),
  ];
  const total = media.frames * copies;
  if ((await stat(raw)).size === 0) throw new Error('The take has no frames.');

  const seconds = { delivery: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    seconds.bare.push(
      await secondsOf(
        tool,
        bareArgs,
        Array.from({ length: copies }, () => raw),
      ),
    );
    const start = performance.now();
    await exportTimeline(tool, document, () => path, { out }, { signal });
    seconds.delivery.push((performance.now() - start) / 1000);
  }
  return { delivery: total / median(seconds.delivery), bare: total / median(seconds.bare) };
}
