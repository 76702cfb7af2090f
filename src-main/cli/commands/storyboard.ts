import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { resolveGeneration } from '../../../src-shared/generation/resolve.ts';
import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import { projectIdSchema } from '../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../src-shared/project/empty.ts';
import type { ProjectSettings } from '../../../src-shared/project/schema.ts';
import type { Storyboard } from '../../../src-shared/storyboard/schema.ts';
import type { ShotCommon } from '../../../src-shared/storyboard/story-requests.ts';
import { rateText } from '../../../src-shared/time/rate.ts';
import type { Core } from '../../compose.ts';
import { drawSeed } from '../../generation/draw-seed.ts';
import { findPack } from '../../generation/find-pack.ts';
import { startProgress } from '../../jobs/progress.ts';
import { processStart } from '../../platform/process-start.ts';
import { projectNameOf, withProjectEnding } from '../../projects/folder.ts';
import { createProjectFolder, openSession } from '../../projects/session.ts';
import { makeStoryboard } from '../../storyboard/make-storyboard.ts';
import { readStoryboard } from '../../storyboard/read-storyboard.ts';
import { requiredText, type CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { readGenerationOptions } from '../options.ts';
import { createProgressView, type ProgressView } from '../progress-view.ts';
import { seamLine } from './generation-report.ts';

type Options = ReturnType<typeof readGenerationOptions>;

/** Size and rate of the cut: what the options and the list say, as one shot of it would have them. */
async function settingsFor({ aspect }: Storyboard, options: Options, core: Core): Promise<ProjectSettings> {
  const request = generationRequestSchema.parse({
    ...(aspect === undefined ? {} : { aspect }),
    ...options,
    operation: 'generate',
    prompt: 'a shot',
    seconds: 1,
  });
  const { manifest: pack } = await findPack(await core.packFolders.all(), request.packId);
  const { rate, size } = resolveGeneration(request, { pack, drawSeed });
  return { rate, ...size };
}

function commonOf({ packId, backend, steps, guidance, negative, seed, fit }: Options): ShotCommon {
  const given = { packId, backend, steps, guidance, negative, seed, fit };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function listenerFor(io: CommandIo, view: ProgressView) {
  const progress = startProgress('generate', io.nowMs());
  const show = (): void => view.show(progress.read(io.nowMs()));
  return {
    phase(phase: Parameters<typeof progress.phase>[0]) {
      progress.phase(phase, io.nowMs());
      show();
    },
    step(index: number, total: number) {
      progress.step(index, total, io.nowMs());
      show();
    },
  };
}

/** `storyboard FILE -o PROJECT`: a list of shots becomes a project with its cut. */
export async function storyboard(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const out = requiredText(line, 'out', '-o PROJECT');
  const options = readGenerationOptions(line);
  const board = await readStoryboard(line.words[0] ?? '');
  const folder = withProjectEnding(out);
  const isThere = await core.vfs.stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new AppError('output.unwritable', `“${basename(folder)}” exists already.`, {
      hint: 'Choose another name.',
    });
  }
  const settings = await settingsFor(board, options, core);
  const id = projectIdSchema.parse(`p-${randomBytes(8).toString('hex')}`);
  const name = board.name ?? projectNameOf(folder);
  await createProjectFolder(core.vfs, folder, emptyProject({ id, name, settings }));
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-storyboard-'));
  const session = await openSession(folder, { vfs: core.vfs, processStart });
  const view = createProgressView(io);
  try {
    const made = await makeStoryboard(
      {
        packFolders: () => core.packFolders.all(),
        engine: core.engine,
        ffmpeg: core.ffmpeg,
        drawSeed,
        nowMs: io.nowMs,
      },
      board,
      {
        settings,
        projectFolder: folder,
        scratch,
        addMedia: async (media) => {
          await session.addMedia([media]);
        },
      },
      commonOf(options),
      (at, of) => {
        io.stderr(`${io.terminal ? '\n' : ''}take ${at} of ${of}\n`);
        return listenerFor(io, view);
      },
      io.signal,
    );
    const [video, ...rest] = session.document.timeline.tracks;
    if (video === undefined) throw new AppError('bug', 'An empty project has a track.');
    const track = { ...video, clips: [...made.clips], transitions: [...made.transitions] };
    await session.commitTimeline('Storyboard', { ...session.document.timeline, tracks: [track, ...rest] });
    // The file itself tells all of it, not only the journal beside it.
    await session.save();
    const frames = made.clips.reduce((end, clip) => Math.max(end, clip.start + clip.length), 0);
    const shots = made.shots.map(({ shot, media, result }) => ({
      prompt: result.recipe.prompt,
      mediaId: media.id,
      seed: result.recipe.seed,
      transition: shot.transition,
      frames: result.frames,
    }));
    const seams = made.bridges.flatMap((bridge) => bridge.seams);
    return {
      json: {
        project: { id, name, folder },
        ...settings,
        rate: rateText(settings.rate),
        frames,
        shots,
        seams,
      },
      lines: [
        `Made ${folder}`,
        `${shots.length} shots, ${frames} frames, ${made.bridges.length} bridges, ${made.transitions.length} dissolves`,
        ...seams.map((seam) => seamLine(seam)),
      ],
    };
  } finally {
    view.end();
    await session.close();
    await rm(scratch, { recursive: true, force: true });
  }
}
