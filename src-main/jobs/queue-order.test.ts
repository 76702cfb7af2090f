import { expect, test } from 'vitest';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import type { JobState } from '../../src-shared/jobs/job.ts';
import { jobIdSchema, projectIdSchema } from '../../src-shared/lib/ids.ts';
import type { JobSpec } from './job-spec.ts';
import { nextOf } from './queue-order.ts';

function job(name: string, order: number, state: JobState, request: object) {
  const spec: JobSpec = {
    kind: 'generate',
    projectId: projectIdSchema.parse('project-a'),
    request: generationRequestSchema.parse({ prompt: name, seconds: 1, ...request }),
  };
  return { id: jobIdSchema.parse(name), order, state, spec };
}

const shot = { operation: 'generate' };
const bridge = {
  operation: 'bridge',
  before: { source: 'job-first', range: [0, 24] },
  after: { source: 'job-second', range: [0, 24] },
};

function nextNameOf(first: JobState, second: JobState): string | undefined {
  // The bridge was moved to the very front.
  return nextOf(
    [
      job('job-first', 1, first, shot),
      job('job-second', 2, second, shot),
      job('job-bridge', 0, 'queued', bridge),
    ],
    'engine',
  )?.id;
}

test('a bridge waits for both of its shots, wherever it was put', () => {
  expect(nextNameOf('queued', 'queued')).toBe('job-first');
  expect(nextNameOf('done', 'queued')).toBe('job-second');
  expect(nextNameOf('done', 'running')).toBeUndefined();
  expect(nextNameOf('paused', 'done')).toBeUndefined();
  expect(nextNameOf('done', 'done')).toBe('job-bridge');
});

test('what a failed shot leaves waiting is started, and says itself what it lacks', () => {
  expect(nextNameOf('failed', 'done')).toBe('job-bridge');
  expect(nextNameOf('done', 'cancelled')).toBe('job-bridge');
});
