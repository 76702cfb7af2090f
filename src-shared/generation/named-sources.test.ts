import { expect, test } from 'vitest';
import { mediaIdSchema } from '../lib/ids.ts';
import { withNamedSources } from './named-sources.ts';
import { generationRequestSchema } from './request.ts';
import { sourceUses } from './source-uses.ts';

const names = { 'job-a': mediaIdSchema.parse('m-a'), 'job-b': mediaIdSchema.parse('m-b') };

test.each([
  [{ operation: 'animate', seconds: 1, image: 'job-a', last: 'still' }, ['m-a', 'still']],
  [{ operation: 'keyframes', seconds: 1, keys: [{ source: 'job-b', at: 0 }] }, ['m-b']],
  [{ operation: 'loop', seconds: 1, source: 'job-a' }, ['m-a']],
  [{ operation: 'loop', seconds: 1 }, []],
  [
    { operation: 'bridge', seconds: 1, before: { source: 'job-a' }, after: { source: 'job-b' } },
    ['m-a', 'm-b'],
  ],
  [{ operation: 'extend-forward', seconds: 1, source: 'job-a' }, ['m-a']],
  [{ operation: 'extend-backward', seconds: 1, source: 'unknown' }, ['unknown']],
  [{ operation: 'fill', source: 'job-a', from: 0, to: 1 }, ['m-a']],
  [{ operation: 'restyle', source: 'job-a', strength: 0.5 }, ['m-a']],
  [{ operation: 'smooth', source: 'job-b', rate: { num: 48, den: 1 } }, ['m-b']],
  [{ operation: 'generate', seconds: 1 }, []],
])('%j is made from what its jobs made', (asked, sources) => {
  const request = generationRequestSchema.parse({ prompt: 'a ball', ...asked });
  expect(sourceUses(withNamedSources(request, names)).map(({ mediaId }) => mediaId)).toEqual(sources);
  expect(withNamedSources(request, {})).toEqual(request);
});
