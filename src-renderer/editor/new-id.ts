import { branded } from '../../src-shared/lib/brand.ts';
import type { ClipId, JobId } from '../../src-shared/lib/ids.ts';

/** Makes ids that are unique across projects. Injected, so that tests can fix them. */
export interface IdSource {
  clip(): ClipId;
  job(): JobId;
}

function randomHex(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

export function createIdSource(random: () => string = randomHex): IdSource {
  return {
    clip: () => branded<ClipId>(`clip-${random()}`),
    job: () => branded<JobId>(`job-${random()}`),
  };
}
