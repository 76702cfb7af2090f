import { describe, expect, it } from 'vitest';
import { mediaIdSchema } from '../lib/ids.ts';
import { recipeSchema } from './recipe.ts';
import { redoSeam } from './redo-seam.ts';
import { generationRequestSchema } from './request.ts';

const take = mediaIdSchema.parse('media-take');

function recipe(generatedRanges: [number, number][]) {
  return recipeSchema.parse({
    operation: 'bridge',
    prompt: 'a fox',
    negative: '',
    seed: '7',
    steps: 12,
    guidance: 2.5,
    sampler: 'dpmpp-2m',
    pack: { id: 'animatic', version: '1', sha256: '' },
    backend: 'cpu',
    nativeSize: { width: 224, height: 128 },
    size: { width: 1280, height: 720 },
    rate: { num: 24, den: 1 },
    plan: { rate: { num: 8, den: 1 }, total: 1, given: [0], windows: [], loop: false },
    parents: [],
    generatedRanges,
    seams: [],
  });
}

describe('making a join again', () => {
  it('takes the made frames beside it and nothing that was given', () => {
    const made = recipe([[48, 48]]);
    const left = generationRequestSchema.parse(redoSeam(take, made, { frame: 48 }));
    expect(left).toMatchObject({ operation: 'fill', source: take, from: 2, to: 2.75, prompt: 'a fox' });
    const right = generationRequestSchema.parse(redoSeam(take, made, { frame: 96 }, { seed: '9' }));
    expect(right).toMatchObject({ from: 3.25, to: 4, seed: '9' });
  });

  it('takes all of a short part, and the end of a loop', () => {
    expect(redoSeam(take, recipe([[48, 6]]), { frame: 48 })).toMatchObject({ from: 2, to: 2.25 });
    expect(redoSeam(take, recipe([[48, 24]]), { frame: 0 })).toMatchObject({ from: 2.25, to: 3 });
  });

  it('has nothing to do where nothing was made', () => {
    expect(redoSeam(take, recipe([[48, 24]]), { frame: 20 })).toBeUndefined();
    expect(redoSeam(take, recipe([]), { frame: 0 })).toBeUndefined();
  });
});
