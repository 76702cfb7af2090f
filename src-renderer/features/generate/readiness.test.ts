import { describe, expect, it } from 'vitest';
import { fakePack } from '../../bridge/fake-facts.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { firstPrompt, type PromptState } from '../../editor/stores/prompt-store.ts';
import { readinessOf, type ReadinessInput } from './readiness.ts';

function reasons(prompt: Partial<PromptState>, rest: Partial<ReadinessInput> = {}): readonly string[] {
  return readinessOf({
    prompt: { ...firstPrompt, prompt: 'A dog', ...prompt },
    packs: [fakePack],
    projectOpen: true,
    readOnly: false,
    ...rest,
  }).map(({ key }) => key);
}

describe('why a shot can’t be generated', () => {
  it('is nothing when all is there', () => {
    expect(reasons({})).toEqual([]);
  });

  it('names every reason at once', () => {
    expect(reasons({ prompt: '  ', seconds: 0, seed: '-1' }, { packs: [], readOnly: true })).toEqual([
      'noPack',
      'readOnly',
      'noPrompt',
      'seconds',
      'seed',
    ]);
  });

  it.each([null, 0, -1, 1e9, Number.NaN])('refuses a length of %o', (seconds) => {
    expect(reasons({ seconds })).toEqual(['seconds']);
  });

  it('says what would fit where memory is too small, and nothing where it is not known', () => {
    const heavy = {
      ...fakePack,
      id: 'heavy',
      cost: {
        ...fakePack.cost,
        stages: fakePack.cost.stages.map((stage) => ({ ...stage, weights: 30e9 })),
      },
    };
    const small = { packs: [heavy, fakePack], memoryBytes: 16e9 };
    expect(reasons({ packId: 'heavy' }, small)).toEqual(['memoryPack']);
    expect(reasons({ packId: 'heavy' }, { ...small, packs: [heavy] })).toEqual(['memory']);
    expect(reasons({ packId: 'heavy' }, { ...small, memoryBytes: 64e9 })).toEqual([]);
    expect(reasons({ packId: 'heavy' }, { packs: [heavy] })).toEqual([]);
    expect(reasons({}, small), 'the other model fits').toEqual(['memoryPack']);
    expect(reasons({ packId: 'animatic' }, small)).toEqual([]);
  });

  it('refuses a prompt that is too long, saying by how much', () => {
    const prompt = { ...firstPrompt, prompt: 'x'.repeat(10_000) };
    expect(readinessOf({ prompt, packs: [fakePack], projectOpen: true, readOnly: false })).toEqual([
      { key: 'promptTooLong', over: 8000 },
    ]);
  });

  it('passes on why a model can’t do an operation', () => {
    const pack = { ...fakePack, operations: { animate: { native: false as const, reason: 'No images.' } } };
    const condition = { kind: 'first-frame', image: branded<MediaId>('media-1') } as const;
    const prompt = { ...firstPrompt, prompt: 'A dog', condition };
    expect(readinessOf({ prompt, packs: [pack], projectOpen: true, readOnly: false })).toEqual([
      { key: 'operation', detail: 'No images.' },
    ]);
  });

  it('waits for main before it complains', () => {
    expect(reasons({ prompt: '' }, { packs: undefined })).toEqual(['starting']);
  });
});
