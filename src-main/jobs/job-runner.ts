import { join } from 'node:path';
import { withNamedSources } from '../../src-shared/generation/named-sources.ts';
import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import type { EventPayload } from '../../src-shared/ipc/contract.ts';
import type { Core } from '../compose.ts';
import { drawSeed } from '../generation/draw-seed.ts';
import type { Emitter } from '../platform/emitter.ts';
import type { Projects } from '../projects/projects.ts';
import type { JobOutcome, JobReport, QueuedJob } from './queue.ts';
import { withScratch } from './scratch.ts';
import { sourcePaths } from './source-paths.ts';

export interface JobRunnerDeps {
  readonly core: Core;
  readonly projects: Projects;
  readonly previews: Emitter<EventPayload<'job.preview'>>;
  /** Where unfinished work lies. */
  readonly scratch: string;
}

/**
 * Does a queued job with the services of the house; what it makes enters the project it was asked in. The code that does
 * the work is read with the first job: no start waits for it.
 */
export function createJobRunner({ core, projects, previews, scratch }: JobRunnerDeps) {
  let previewSeq = 0;

  function generate(job: QueuedJob, asked: GenerationRequest, report: JobReport, signal: AbortSignal) {
    return withScratch(scratch, job.id, async (folder) => {
      const { project } = job;
      const request = withNamedSources(asked, project.session.document.results);
      const { runGeneration } = await import('../generation/run-generation.ts');
      const result = await runGeneration(
        {
          packFolders: () => core.packFolders.all(),
          engine: core.engine,
          ffmpeg: core.ffmpeg,
          drawSeed,
          nowMs: () => performance.now(),
        },
        {
          jobId: job.id,
          request,
          paths: await sourcePaths(project, request),
          project: project.session.document.settings,
          out: join(folder, 'take.mp4'),
          stateFolder: join(folder, 'state'),
        },
        {
          phase: (phase) => report.phase(phase),
          step: (index, total) => report.step(index, total),
          share: (done) => report.share(done),
          preview({ step, steps, size, frames }) {
            previewSeq += 1;
            previews.emit({
              jobId: job.id,
              seq: previewSeq,
              step,
              steps,
              ...size,
              frames: frames.map((frame) => new Uint8Array(frame)),
            });
          },
        },
        signal,
      );
      report.peak(result.peakBytes);
      report.phase('saving');
      const { ingestFile } = await import('../library/ingest-file.ts');
      // The project may have been saved under another name meanwhile: its folder is looked up now.
      const media = await ingestFile(
        await core.ffmpeg(),
        result.out,
        project.session.folder,
        { origin: 'generated', recipe: result.recipe },
        signal,
      );
      await projects.addResult(project, job.id, media);
      return { mediaId: media.id };
    });
  }

  return async (job: QueuedJob, report: JobReport, signal: AbortSignal): Promise<JobOutcome> => {
    const { spec, project } = job;
    if (spec.kind === 'generate') return generate(job, spec.request, report, signal);
    report.phase('writing');
    const { exportProject } = await import('../projects/export-project.ts');
    const { document, folder } = project.session;
    await exportProject(
      await core.ffmpeg(),
      { document, folder, out: spec.out, preset: spec.preset, range: spec.range },
      (done) => report.share(done),
      signal,
    );
    return { fileName: spec.out.split(/[\\/]/).at(-1) ?? spec.out };
  };
}
