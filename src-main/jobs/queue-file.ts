import { isFinished } from '../../src-shared/jobs/job.ts';
import type { JobState } from '../../src-shared/jobs/job.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import type { Vfs } from '../files/vfs.ts';
import { encodeRecord } from '../projects/journal-format.ts';
import { openJournal, readJournal } from '../projects/journal.ts';
import type { Journal } from '../projects/journal.ts';
import { queueRecordSchema } from './job-spec.ts';
import type { JobSpec, QueueRecord } from './job-spec.ts';

/** A job as the disk knows it. */
export interface RememberedJob {
  readonly id: JobId;
  readonly label: string;
  readonly spec: JobSpec;
  readonly state: JobState;
  readonly attempts: number;
  /** Where a person put it among the others; by default where it came. */
  readonly order: number;
}

function fold(records: readonly unknown[]): Map<JobId, RememberedJob> {
  const jobs = new Map<JobId, RememberedJob>();
  for (const candidate of records) {
    const parsed = queueRecordSchema.safeParse(candidate);
    if (!parsed.success) continue;
    const record = parsed.data;
    if (record.type === 'added') {
      jobs.set(record.id, {
        id: record.id,
        label: record.label,
        spec: record.spec,
        state: 'queued',
        attempts: 0,
        order: jobs.get(record.id)?.order ?? jobs.size,
      });
    } else if (record.type === 'order') {
      const known = jobs.get(record.id);
      if (known !== undefined) jobs.set(record.id, { ...known, order: record.order });
    } else if (record.type === 'cleared') {
      jobs.delete(record.id);
    } else {
      const known = jobs.get(record.id);
      if (known !== undefined)
        jobs.set(record.id, { ...known, state: record.state, attempts: record.attempts });
    }
  }
  return jobs;
}

/** The queue's file with what it remembers of jobs that were never finished: a crash or a quit came between. */
export interface QueueFile {
  readonly unfinished: readonly RememberedJob[];
  write(record: QueueRecord): Promise<void>;
  close(): Promise<void>;
}

/** Opens the queue's journal and leaves out what is over and done with, so that it never grows for ever. */
export async function openQueueFile(vfs: Vfs, path: string): Promise<QueueFile> {
  const { records } = await readJournal(vfs, path);
  const unfinished = [...fold(records).values()]
    .filter((job) => !isFinished(job.state) || job.state === 'interrupted')
    .sort((a, b) => a.order - b.order);
  const kept: QueueRecord[] = unfinished.flatMap(({ id, label, spec, attempts }) => [
    { type: 'added', id, label, spec },
    { type: 'state', id, state: 'interrupted', attempts },
  ]);
  const bytes = Buffer.concat(kept.map((record) => encodeRecord(record)));
  await writeFileAtomically(vfs, path, bytes);
  const journal: Journal = await openJournal(vfs, path, bytes.length);
  return {
    unfinished,
    write: (record) => journal.append(record),
    close: () => journal.close(),
  };
}
