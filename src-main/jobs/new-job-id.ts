import { randomBytes } from 'node:crypto';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';

export function newJobId(): JobId {
  return jobIdSchema.parse(`job-${randomBytes(10).toString('hex')}`);
}
