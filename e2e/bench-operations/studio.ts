import { join } from 'node:path';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import type { GenerationRequestInput } from '../../src-shared/generation/request.ts';
import { mediaIdSchema, type MediaId } from '../../src-shared/lib/ids.ts';
import type { Core } from '../../src-main/compose.ts';
import { drawSeed } from '../../src-main/generation/draw-seed.ts';
import type { GenerationListener, GenerationResult } from '../../src-main/generation/generation.ts';
import { runGeneration } from '../../src-main/generation/run-generation.ts';
import { newJobId } from '../../src-main/jobs/new-job-id.ts';

/** What a measurement makes clips with: the path the app and the command line share. */
export interface BenchStudio {
  readonly core: Core;
  readonly steps: number | undefined;
  make(request: GenerationRequestInput, name: string, how?: MakeOptions): Promise<Timed>;
  /** The id a clip of that name has in requests. */
  idOf(name: string): MediaId;
}

export interface MakeOptions {
  readonly listener?: GenerationListener;
  readonly signal?: AbortSignal;
}

export interface Timed {
  readonly result: GenerationResult;
  /** Wall seconds from the request to the file. */
  readonly seconds: number;
}

export function openBenchStudio(core: Core, folder: string, steps: number | undefined): BenchStudio {
  const idOf = (name: string): MediaId => mediaIdSchema.parse(`media-${name}`);
  const paths = new Map<MediaId, string>();
  return {
    core,
    steps,
    idOf,
    async make(request, name, { listener = {}, signal = new AbortController().signal } = {}) {
      const out = join(folder, `${name}.mp4`);
      const since = performance.now();
      const result = await runGeneration(
        {
          packFolders: () => core.packFolders.all(),
          engine: core.engine,
          ffmpeg: core.ffmpeg,
          drawSeed,
          nowMs: () => performance.now(),
        },
        {
          jobId: newJobId(),
          request: generationRequestSchema.parse({ ...(steps === undefined ? {} : { steps }), ...request }),
          paths,
          out,
        },
        listener,
        signal,
      );
      paths.set(idOf(name), out);
      return { result, seconds: (performance.now() - since) / 1000 };
    },
  };
}

/** Prompts of the world the embedded pack knows; a bench asks the same ones every time. */
export function benchPrompts(count: number): string[] {
  const subjects = [
    'a red balloon rises',
    'a blue boat sails to the right',
    'a yellow bird flies to the left',
    'a green car drives to the right',
    'a white sheep stands still',
  ];
  const places = [
    'over a meadow at noon',
    'by the sea at sunset',
    'in front of mountains in the morning',
    'before a city at night',
    'over hills at dusk',
  ];
  const cameras = ['', ', slow pan left'];
  const all = cameras.flatMap((camera) =>
    places.flatMap((place) => subjects.map((subject) => `${subject} ${place}${camera}`)),
  );
  return Array.from({ length: count }, (_, index) => all[index % all.length] ?? '');
}
