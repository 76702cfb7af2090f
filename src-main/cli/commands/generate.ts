import { extname, join, resolve } from 'node:path';
import { takeRequests } from '../../../src-shared/generation/take-requests.ts';
import { mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import type { Core } from '../../compose.ts';
import { drawSeed } from '../../generation/draw-seed.ts';
import type { GenerationListener, GenerationResult } from '../../generation/generation.ts';
import { runGeneration } from '../../generation/run-generation.ts';
import { newJobId } from '../../jobs/new-job-id.ts';
import { startProgress } from '../../jobs/progress.ts';
import { forgetRunState, seedOf } from '../../generation/run-state.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { checkOutput, outputOf } from '../output.ts';
import { createProgressView } from '../progress-view.ts';
import { requestOf, type GenerationCommand } from './command-request.ts';
import { filesOf, readSources, refuseOverSource } from './command-sources.ts';
import { generationReport } from './generation-report.ts';

/** `clip.mp4`, or with several takes `clip-1.mp4`, `clip-2.mp4`, … */
function outNames(out: string, takes: number): string[] {
  if (takes === 1) return [out];
  const ending = extname(out);
  const stem = out.slice(0, out.length - ending.length);
  return Array.from({ length: takes }, (_, index) => `${stem}-${index + 1}${ending}`);
}

function listenerFor(io: CommandIo, view: ReturnType<typeof createProgressView>): GenerationListener {
  const progress = startProgress('generate', io.nowMs());
  const show = (): void => view.show(progress.read(io.nowMs()));
  return {
    phase(phase) {
      progress.phase(phase, io.nowMs());
      show();
    },
    step(index, total) {
      progress.step(index, total, io.nowMs());
      show();
    },
    share(done) {
      if (progress.share(done, io.nowMs())) show();
    },
  };
}

/** Every operation that makes a clip: the same work the window's queue does, into files the person named. */
export async function generate(
  line: CommandLine,
  command: GenerationCommand,
  core: Core,
  io: CommandIo,
): Promise<CommandResult> {
  const out = outputOf(line);
  const files = filesOf(line);
  const unread = files.map(() => mediaIdSchema.parse('media-unread'));
  // Everything a person typed is checked before anything is read or started.
  const { takes } = requestOf(line, command, unread);
  const names = outNames(out, takes);
  for (const name of names) await checkOutput(core.vfs, name);
  await refuseOverSource(files, names);
  const { ids, paths } = await readSources(files, io.signal);
  const written = line.texts.get('state');
  const state = written === undefined ? undefined : resolve(written);
  const asked = requestOf(line, command, ids);
  // Work that is kept goes on with the seed it began with.
  const request =
    state === undefined ? asked : { ...asked, seed: asked.seed ?? (await seedOf(state, drawSeed)) };
  const tasks = takeRequests(request, drawSeed).map((each, index) => ({
    jobId: newJobId(),
    request: each,
    paths,
    out: names[index] ?? out,
    stateFolder: state === undefined ? undefined : join(state, String(index + 1)),
  }));

  const view = createProgressView(io);
  const results: GenerationResult[] = [];
  try {
    for (const task of tasks) {
      results.push(
        await runGeneration(
          {
            packFolders: () => core.packFolders.all(),
            engine: core.engine,
            ffmpeg: core.ffmpeg,
            drawSeed,
            nowMs: io.nowMs,
          },
          task,
          listenerFor(io, view),
          io.signal,
        ),
      );
    }
    // Nothing is left to go on from.
    for (const { stateFolder } of tasks) {
      if (stateFolder !== undefined) await forgetRunState(stateFolder);
    }
    if (state !== undefined) await forgetRunState(state);
    return generationReport(results);
  } finally {
    view.end();
  }
}
