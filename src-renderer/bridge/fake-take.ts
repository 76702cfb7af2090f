import { sourceUses } from '../../src-shared/generation/source-uses.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import type { FilmOrder } from './fake-job.ts';

const noHash = '0'.repeat(64);

/** The library entry of a made take, with a recipe as main writes it. */
export function fakeTake(order: FilmOrder, firstMade: number, made: number): Media {
  const { id, request, frames, rate, width, height } = order;
  return {
    id,
    kind: 'video',
    name: request.prompt.slice(0, 60) || 'Shot',
    file: `takes/${id}.mp4`,
    sha256: noHash,
    bytes: 1_000_000,
    width,
    height,
    frames,
    rate,
    hasAudio: false,
    provenance: {
      origin: 'generated',
      recipe: {
        operation: request.operation,
        prompt: request.prompt,
        negative: request.negative,
        seed: request.seed ?? '7',
        steps: request.steps ?? 12,
        guidance: request.guidance ?? 2.5,
        sampler: 'dpmpp-2m',
        pack: { id: 'animatic', version: '0.1.0', sha256: noHash },
        backend: 'cpu',
        nativeSize: { width: 224, height: 126 },
        size: { width, height },
        rate,
        plan: { rate: { num: 8, den: 1 }, total: 1, given: [], windows: [], loop: false },
        parents: sourceUses(request).map(({ mediaId }) => ({ mediaId, range: [0, 1] })),
        generatedRanges: [[firstMade, made]],
        request: { ...request, seed: request.seed ?? '7', takes: 1 },
        seams: firstMade > 0 ? [{ frame: firstMade, spikeRatio: 1.08, colourStep: 0.94 }] : [],
      },
    },
  };
}
