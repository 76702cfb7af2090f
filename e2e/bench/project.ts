import { join } from 'node:path';
import { clipIdSchema, jobIdSchema, projectIdSchema, trackIdSchema } from '../../src-shared/lib/ids.ts';
import { calls } from '../../src-shared/ipc/contract.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { ProjectDocument, Timeline } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { nodeVfs } from '../../src-main/files/node-vfs.ts';
import { processStart } from '../../src-main/platform/process-start.ts';
import { createProjectFolder, openSession } from '../../src-main/projects/session.ts';

export interface ProjectTimes {
  /** Opening 2,000 clips on 10 tracks, seconds. */
  readonly openSeconds: number;
  readonly saveSeconds: number;
  /** The longest time the thread stood still while saving, milliseconds. */
  readonly saveBlockMs: number;
  readonly commitSeconds: number;
  /** The same for one edit, what the window sent and its check included. */
  readonly commitBlockMs: number;
  /** Bytes one moved clip adds to the journal. */
  readonly commitBytes: number;
}

const tracks = 10;
const clipsPerTrack = 200;

function longFilm(): ProjectDocument {
  const empty = emptyProject({ id: projectIdSchema.parse('p-long'), name: 'Long film' });
  const made = Array.from({ length: tracks }, (_track, row) => ({
    id: trackIdSchema.parse(`track-${row}`),
    kind: 'video' as const,
    name: `V${row + 1}`,
    clips: Array.from({ length: clipsPerTrack }, (_clip, place) => ({
      id: clipIdSchema.parse(`clip-${row}-${place}`),
      name: `Shot ${row * clipsPerTrack + place}`,
      source: { kind: 'job' as const, jobId: jobIdSchema.parse('job-long'), length: frames(96) },
      start: frames(place * 50),
      length: frames(48),
      sourceIn: frames(0),
      transform: { x: 0, y: 0, scale: 1 },
    })),
  }));
  return { ...empty, timeline: { tracks: made } };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** How long `work` takes, and the longest time between two turns of the loop meanwhile; milliseconds. */
async function watched(work: () => Promise<void>): Promise<{ total: number; block: number }> {
  const began = performance.now();
  let last = began;
  let block = 0;
  let isRunning = true;
  const look = () => {
    const now = performance.now();
    block = Math.max(block, now - last);
    last = now;
    if (isRunning) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isRunning = false;
  const total = performance.now() - began;
  look();
  return { total, block };
}

function nudged(timeline: Timeline, by: number): Timeline {
  return {
    ...timeline,
    tracks: timeline.tracks.map((track, row) => ({
      ...track,
      clips: track.clips.map((clip, place) =>
        row === 5 && place === 100 ? { ...clip, start: frames(place * 50 + by) } : clip,
      ),
    })),
  };
}

/** Opening, editing and saving a film of 2,000 clips; medians of several rounds. */
export async function measureProject(scratch: string, rounds: number): Promise<ProjectTimes> {
  const folder = join(scratch, 'Long film.kinoloom');
  await createProjectFolder(nodeVfs, folder, longFilm());
  const times = { open: [0], save: [0], saveBlock: [0], commit: [0], commitBlock: [0] };
  for (const list of Object.values(times)) list.pop();
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const session = await openSession(folder, { vfs: nodeVfs, processStart });
    times.open.push(performance.now() - began);
    // As it comes from the window: a new object, checked by the router.
    const sent: unknown = JSON.parse(
      JSON.stringify({ label: 'Move', timeline: nudged(session.document.timeline, round % 3) }),
    );
    const commit = await watched(async () => {
      const { label, timeline } = calls['project.commit'].input.parse(sent);
      await session.commitTimeline(label, timeline);
    });
    times.commit.push(commit.total);
    times.commitBlock.push(commit.block);
    bytes = (await nodeVfs.stat(join(folder, 'journal.log'))).bytes;
    const save = await watched(() => session.save());
    times.save.push(save.total);
    times.saveBlock.push(save.block);
    await session.close();
  }
  return {
    openSeconds: median(times.open) / 1000,
    saveSeconds: median(times.save) / 1000,
    saveBlockMs: median(times.saveBlock),
    commitSeconds: median(times.commit) / 1000,
    commitBlockMs: median(times.commitBlock),
    commitBytes: bytes,
  };
}
