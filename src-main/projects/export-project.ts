import { AppError } from '../../src-shared/errors/app-error.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import type { FrameRange } from '../../src-shared/timeline/frame-range.ts';
import { exportTimeline } from '../compose-video/export-timeline.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { pathInProject } from './path-in-project.ts';

export interface ProjectExport {
  readonly document: ProjectDocument;
  readonly folder: string;
  /** The finished file; it appears whole or not at all. */
  readonly out: string;
  /** By id or name; absent: what the ending of `out` asks for. */
  readonly preset?: string | undefined;
  /** What of the timeline; all of it where absent. */
  readonly range?: FrameRange | undefined;
}

/**
 * Delivers the timeline of a project to a file.
 *
 * @param onProgress share that is done, 0 to 1
 * @throws AppError `project.*`, `input.*`, `output.*`, `disk.*`, `ffmpeg.failed`, `cancelled`
 */
export function exportProject(
  tool: FfmpegTool,
  { document, folder, out, preset, range }: ProjectExport,
  onProgress: (done: number) => void,
  signal: AbortSignal,
) {
  const resolveMedia = async (id: MediaId): Promise<string> => {
    const media = document.media[id];
    const path = media === undefined ? undefined : await pathInProject(folder, media.file);
    if (path !== undefined) return path;
    throw new AppError('input.file.missing', `“${media?.name ?? id}” is missing from the project.`, {
      hint: 'Import it again, or remove it from the timeline.',
    });
  };
  return exportTimeline(tool, document, resolveMedia, { out, preset, range }, { signal, onProgress });
}
