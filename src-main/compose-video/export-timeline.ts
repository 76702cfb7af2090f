import { AppError } from '../../src-shared/errors/app-error.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import type { FrameRange } from '../../src-shared/timeline/frame-range.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import { commitPart } from '../files/atomic-write.ts';
import { shownName } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { fileInput, rawVideoPipe } from '../media/ffmpeg-input.ts';
import { startFfmpeg } from '../media/ffmpeg-process.ts';
import type { FfmpegProcess } from '../media/ffmpeg-process.ts';
import { nameSequence, probeSequence } from '../media/png-sequence.ts';
import type { Fit } from '../media/picture-filters.ts';
import { probeMedia } from '../media/probe.ts';
import type { Probe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { picturePattern } from '../media/stretch.ts';
import { verifyFilm } from '../media/verify-film.ts';
import { openWorkFolder } from '../media/work-folder.ts';
import type { WorkFolder } from '../media/work-folder.ts';
import { writeGif } from '../media/write-gif.ts';
import type { Scene } from './compose-graph.ts';
import { startLayers } from './compose-segment.ts';
import { mixSound } from './mix-sound.ts';
import { onePass } from './one-pass.ts';
import type { OnePass } from './one-pass.ts';
import { blackFrame, frameBytes, passPictures, startPictures } from './picture-source.ts';
import type { FrameFormat } from './picture-source.ts';
import { presetFor } from './presets.ts';
import type { ExportPreset } from './presets.ts';
import { pictureMedia, planRender } from './render-plan.ts';
import type { PictureSegment, RenderPlan } from './render-plan.ts';

export interface ExportedFilm {
  /** The file; of a numbered sequence, its first picture. */
  readonly path: string;
  readonly files: readonly string[];
  readonly frames: number;
}

export interface ExportTarget {
  readonly out: string;
  /** Id or name of a preset; without it the output's ending decides. */
  readonly preset?: string | undefined;
  /** What of the timeline; all of it where absent. */
  readonly range?: FrameRange | undefined;
  /** How clips of another shape are laid into the frame; `contain` (black beside them) where absent. */
  readonly fit?: Fit | undefined;
}

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** 0 to 1, never falling, from what was really written. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Raw frames carry no colour tags of their own. */
const tagged = 'setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv';

/** Share of the work that is sound, where there is any: it is mixed before the first picture is coded. */
const soundShare = 0.04;

/** How the encoder names its output. GIFs need the whole film before the palette is known. */
const films = {
  mp4: ['-movflags', '+faststart', '-f', 'mp4'],
  mov: ['-movflags', '+faststart', '-f', 'mov'],
  webm: ['-f', 'webm'],
  gif: ['-f', 'mov'],
} as const;

function encoderOutput(work: WorkFolder, preset: ExportPreset, plan: RenderPlan, film: string): string[] {
  const common = [...preset.encode, '-r', rateText(plan.rate), '-map_metadata', '-1', '-map_chapters', '-1'];
  if (preset.container === 'png')
    return [...common, '-f', 'image2', '-start_number', '0', '-y', picturePattern(work)];
  // Ticks in which the rate is a whole number.
  const scale = String(plan.rate.num * Math.ceil(10_000 / plan.rate.num));
  const clock = preset.container === 'webm' ? [] : ['-video_track_timescale', scale];
  return [...common, ...clock, ...films[preset.container], '-y', `file:${film}`];
}

/** What all pieces of a film have in common. */
type Stage = Omit<Scene, 'name' | 'start' | 'length'>;

/** Feeds the encoder every segment of the plan; the next one's decoder starts up while this one is read. */
async function feed(
  plan: RenderPlan,
  stage: Stage,
  encoder: FfmpegProcess,
  signal: AbortSignal,
): Promise<void> {
  const { tool, format, fit, probes } = stage;
  const black = blackFrame(format);
  const begin = async (segment: PictureSegment | undefined, index: number) => {
    if (segment?.layers !== undefined) {
      const scene = { ...stage, name: `part${index}`, start: segment.start, length: segment.length };
      return { path: stage.folder, run: await startLayers(scene, segment.layers, signal) };
    }
    if (segment?.show == null) return undefined;
    const probe = probes.get(segment.show.mediaId);
    if (probe === undefined || probe.kind === 'audio') throw new Error('A picture without pictures');
    const shown = { first: segment.show.sourceIn, count: segment.length, fit };
    return { path: probe.path, run: await startPictures(tool, probe, format, shown, signal) };
  };
  let next = begin(plan.pictures[0], 0);
  try {
    for (const [index, segment] of plan.pictures.entries()) {
      const now = await next;
      next = begin(plan.pictures[index + 1], index + 1);
      // Looked at when it is its turn; until then it must not count as unhandled.
      next.catch(() => undefined);
      if (now === undefined) {
        for (let frame = 0; frame < segment.length; frame += 1) await encoder.write(black);
      } else {
        await passPictures(now.run, now.path, segment.length * frameBytes(format), encoder.pass);
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error));
    (await next.catch(() => undefined))?.run.stop(reason);
    throw reason;
  }
}

async function probeAll(
  plan: RenderPlan,
  document: ProjectDocument,
  resolveMedia: (id: MediaId) => Promise<string> | string,
  tool: FfmpegTool,
  signal: AbortSignal,
): Promise<Map<MediaId, Probe>> {
  const probes = new Map<MediaId, Probe>();
  const { shown } = pictureMedia(plan);
  for (const id of [...shown, ...plan.sounds.map(({ mediaId }) => mediaId)]) {
    if (probes.has(id)) continue;
    const probe = await probeMedia(await resolveMedia(id), signal, async () => tool);
    const isShown = shown.includes(id);
    if (isShown && probe.kind === 'audio')
      throw new AppError(
        'input.file.format',
        `“${shownName(document.media[id]?.name ?? '')}” has no pictures.`,
      );
    probes.set(id, probe);
  }
  return probes;
}

/**
 * Renders the timeline, or a range of it, to a file: exactly `plan.total` frames at exactly the project's rate, BT.709, gaps black, later video
 * tracks over earlier ones, all sound mixed. A short list of pieces is decoded by the program that codes the film
 * (`one-pass.ts`); of a long one, frames go from one decoder at a time to the encoder through pipes, so memory does not grow
 * with the timeline. The file gets its name when its frames were counted; before, and after any error, what
 * stood there stays.
 *
 * @param resolveMedia path of a file of the library.
 * @throws AppError `project.empty`, `project.pending`, `project.invalid`, `input.*`, `output.*`, `disk.*`, `ffmpeg.failed`,
 * `cancelled`
 */
export async function exportTimeline(
  tool: FfmpegTool,
  document: ProjectDocument,
  resolveMedia: (id: MediaId) => Promise<string> | string,
  target: ExportTarget,
  { signal, onProgress }: ExportOptions,
): Promise<ExportedFilm> {
  const preset = presetFor(target.out, target.preset);
  const plan = planRender(document, target.range);
  const format = { size: preset.size(plan.size), rate: plan.rate, pixelFormat: preset.pixelFormat };
  const probes = await probeAll(plan, document, resolveMedia, tool, signal);
  const work = await openWorkFolder(target.out);
  let reported = 0;
  const report = (done: number) => {
    if (done <= reported) return;
    reported = Math.min(1, done);
    onProgress?.(reported);
  };
  try {
    const hasSound = plan.sounds.length > 0 && preset.encodeSound.length > 0;
    const soundFile = work.at('sound.flac');
    if (hasSound) {
      const probeOf = ({ mediaId }: { mediaId: MediaId }) => {
        const probe = probes.get(mediaId);
        if (probe === undefined) throw new Error('A sound without a file');
        return probe;
      };
      await mixSound(tool, plan, probeOf, soundFile, (done) => report(done * soundShare), signal);
    }
    const before = hasSound ? soundShare : 0;
    const fit = target.fit ?? 'contain';
    const tables = new Map<MediaId, string>();
    for (const id of pictureMedia(plan).tables) tables.set(id, await resolveMedia(id));
    const stage: Stage = { tool, format, fit, probes, tables, folder: work.folder };
    const isLayered = plan.pictures.some(({ layers }) => layers !== undefined);
    const film = work.at(`film.${preset.container === 'gif' ? 'mov' : preset.container}`);
    /** Codes the film from pictures that one program decodes too, or that are fed to it, and gives it its name. */
    const write = async (direct: OnePass | undefined): Promise<ExportedFilm> => {
      const pictures = direct?.inputs ?? rawVideoPipe(format.pixelFormat, format.size, format.rate);
      const encoder = await startFfmpeg(
        tool,
        [
          ...pictures,
          ...(hasSound ? fileInput(soundFile, 'flac') : []),
          ...(direct === undefined
            ? ['-map', '0:v:0', ...(format.pixelFormat === 'rgb24' ? [] : ['-vf', tagged])]
            : ['-filter_complex', direct.graph, '-map', '[out]']),
          ...(hasSound ? ['-map', `${direct?.count ?? 1}:a:0`, ...preset.encodeSound] : []),
          ...encoderOutput(work, preset, plan, film),
        ],
        {
          failure: `“${shownName(work.out)}” could not be written.`,
          input: direct === undefined ? 'data' : 'none',
          onProgress: ({ frame }) => report(before + (1 - before) * Math.min(0.99, frame / plan.total)),
        },
        signal,
      );
      if (direct === undefined) {
        try {
          await feed(plan, stage, encoder, signal);
          encoder.endInput();
        } catch (error) {
          encoder.stop(error instanceof Error ? error : new Error(String(error)));
        }
      }
      await encoder.done;
      return finish(tool, work, preset, format, plan.total, film, signal);
    };
    const direct = isLayered ? undefined : onePass(tool, plan, format, fit, probes);
    const finished = await write(direct).catch((error: unknown) => {
      // Piece by piece it either works after all, or says which file is to blame.
      const isOurs = error instanceof AppError && error.code === 'ffmpeg.failed';
      if (direct !== undefined && isOurs) return write(undefined);
      throw error;
    });
    report(1);
    return finished;
  } finally {
    await work.remove();
  }
}

async function finish(
  tool: FfmpegTool,
  work: WorkFolder,
  preset: ExportPreset,
  { size, rate }: FrameFormat,
  frames: number,
  film: string,
  signal: AbortSignal,
): Promise<ExportedFilm> {
  if (preset.container === 'png') {
    await probeSequence(work, size, frames);
    const files = await nameSequence(work, frames);
    return { path: files[0] ?? work.out, files, frames };
  }
  let part = film;
  if (preset.container === 'gif') {
    part = work.at('finished.gif');
    await writeGif(tool, { film, palette: work.at('palette.png'), rate }, part, signal);
  }
  await verifyFilm(part, { container: preset.container, size, rate }, frames);
  await commitPart(nodeVfs, part, work.out);
  return { path: work.out, files: [work.out], frames };
}
