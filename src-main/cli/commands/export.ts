import { rateText } from '../../../src-shared/time/rate.ts';
import type { Core } from '../../compose.ts';
import { startProgress } from '../../jobs/progress.ts';
import { exportProject } from '../../projects/export-project.ts';
import { findProjectFolder } from '../../projects/folder.ts';
import { loadProject } from '../../projects/load.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { checkOutput, outputOf } from '../output.ts';
import { createProgressView } from '../progress-view.ts';
import { readRange } from '../read-range.ts';

/** `export PROJECT -o OUT`: reads the project without taking it from a window that has it open. */
export async function exportFilm(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const out = outputOf(line);
  const preset = line.texts.get('preset');
  const folder = await findProjectFolder(core.vfs, line.words[0] ?? '');
  const { document } = await loadProject(core.vfs, folder);
  const wanted = line.texts.get('range');
  const range = wanted === undefined ? undefined : readRange(wanted, document);
  await checkOutput(core.vfs, out);
  const progress = startProgress('deliver', io.nowMs());
  const view = createProgressView(io);
  progress.phase('writing', io.nowMs());
  const startedMs = io.nowMs();
  try {
    const file = await exportProject(
      await core.ffmpeg(),
      { document, folder, out, preset, range },
      (done) => {
        if (progress.share(done, io.nowMs())) view.show(progress.read(io.nowMs()));
      },
      io.signal,
    );
    const { width, height, rate } = document.settings;
    const from = range?.from ?? 0;
    const seconds = (io.nowMs() - startedMs) / 1000;
    return {
      json: { out, from, frames: file.frames, width, height, rate: rateText(rate), seconds },
      lines: [out, `${file.frames} frames in ${seconds.toFixed(1)} s`],
    };
  } finally {
    view.end();
  }
}
