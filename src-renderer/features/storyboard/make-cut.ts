import { branded } from '../../../src-shared/lib/brand.ts';
import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { JobId, MediaId, TransitionId } from '../../../src-shared/lib/ids.ts';
import type { OperationName } from '../../../src-shared/pack/schema.ts';
import type { ClipSource, Track } from '../../../src-shared/project/schema.ts';
import { storyClips, type StoryPart } from '../../../src-shared/storyboard/story-clips.ts';
import { layOutCut, type CutShot } from '../../../src-shared/storyboard/story-cut.ts';
import { promptOf } from '../../../src-shared/storyboard/schema.ts';
import {
  bridgeRequest,
  shotRequest,
  type ShotCommon,
} from '../../../src-shared/storyboard/story-requests.ts';
import { frames, secondsOfFrames, type Rate } from '../../../src-shared/time/rate.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import { commitTimeline } from '../../editor/actions/commit.ts';
import { targetTrack } from '../../editor/actions/tracks.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { BoardRow } from '../../editor/stores/storyboard-store.ts';
import type { Studio } from '../../editor/studio.ts';
import { commonRequest } from '../generate/build-request.ts';
import { sendJob, shotName, type Placeholder } from '../generate/start-shot.ts';
import { contextFor, sayWhyNot, type Context } from '../operations/context.ts';
import { shapeOf } from '../operations/place-shot.ts';

function operationsOf(rows: readonly BoardRow[]): readonly OperationName[] {
  const asked = new Set<OperationName>(['generate']);
  for (const [at, { image, last, transition }] of rows.entries()) {
    if (image !== undefined) asked.add('animate');
    else if (last !== undefined) asked.add('keyframes');
    if (at > 0 && transition === 'bridge') asked.add('bridge');
  }
  return [...asked];
}

/** Why the list can't become a cut, or null. */
export function boardReason(studio: Studio, rows: readonly BoardRow[]): Refusal | null {
  if (rows.length === 0) return 'storyboard.reason.empty';
  const wordless = rows.findIndex(({ prompt }) => prompt.trim() === '');
  if (wordless >= 0) return { said: studio.text('storyboard.reason.words', { number: wordless + 1 }) };
  for (const operation of operationsOf(rows)) {
    const context = contextFor(studio, operation);
    if ('said' in context) return context;
  }
  const track = targetTrack(studio, 'video');
  if (track === undefined) return { said: studio.text('refusal.track.missing') };
  return track.locked === true ? { said: studio.text('refusal.track.locked') } : null;
}

/** Where the cut will stand: behind everything on the track, so that nothing there is touched. */
export function cutStart(track: Pick<Track, 'clips'>): number {
  return track.clips.reduce((end, clip) => Math.max(end, endOf(clip)), 0);
}

/** Frames of the whole cut, and seconds of film that have to be made for it. */
export function cutSize(
  rows: readonly BoardRow[],
  rate: Rate,
): { readonly frames: number; readonly made: number } {
  const cut = layOutCut({ shots: rows }, rate);
  const last = cut.at(-1);
  const made = cut.reduce((sum, { take, bridge }) => sum + take + (bridge?.length ?? 0), 0);
  return {
    frames: last === undefined ? 0 : last.start + last.length,
    made: secondsOfFrames(frames(made), rate),
  };
}

/** Model settings of the prompt panel hold for every shot; its words and its seed are of another one. */
function commonOf(studio: Studio, { document, pack }: Context): ShotCommon {
  const panel = studio.prompt.getState();
  const common = commonRequest(panel, { packId: pack.id, settings: document.settings });
  const { packId, quality, negative, steps, guidance, fit } = common;
  const given = { packId, quality, negative, steps, guidance, fit };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type Asked = Pick<Placeholder, 'jobId' | 'clipId' | 'name'> & { readonly request: GenerationRequestInput };

interface Cut {
  readonly parts: readonly StoryPart[];
  /** Shots first: a bridge is made of two of them. */
  readonly asked: readonly Asked[];
}

function cutOf(studio: Studio, context: Context, rows: readonly BoardRow[]): Cut {
  const { document } = context;
  const { settings } = document;
  const common = commonOf(studio, context);
  const cut = layOutCut({ shots: rows }, settings.rate);
  const shots: Asked[] = [];
  const bridges: Asked[] = [];
  const parts: StoryPart[] = [];

  function ask(list: Asked[], name: string, request: GenerationRequestInput) {
    const asked = { jobId: studio.ids.job(), clipId: studio.ids.clip(), name, request };
    list.push(asked);
    const length = shapeOf(document, request).frames;
    const source: ClipSource = { kind: 'job', jobId: asked.jobId, length, request };
    return { id: asked.clipId, name, source };
  }
  // A take that is still being made is named by its job.
  const side = (job: JobId, of: CutShot) => ({ source: branded<MediaId>(job), cut: of });

  for (const [at, row] of rows.entries()) {
    const here = cut[at];
    if (here === undefined) continue;
    const [before, beforeCut] = [shots[at - 1], cut[at - 1]];
    const name = shotName(row.prompt, studio.text('generate.shot'));
    const shot = ask(shots, name, shotRequest(row, here, settings, common, row));
    const asked = shots[at];
    const bridge =
      here.bridge === undefined || before === undefined || beforeCut === undefined || asked === undefined
        ? undefined
        : ask(
            bridges,
            studio.text('operation.bridgeName', { before: before.name, after: name }),
            bridgeRequest(
              promptOf(row),
              side(before.jobId, beforeCut),
              side(asked.jobId, here),
              settings,
              common,
            ),
          );
    const dissolve = branded<TransitionId>(studio.ids.clip().replace('clip', 'transition'));
    parts.push({ cut: here, shot, bridge, dissolve });
  }
  return { parts, asked: [...shots, ...bridges] };
}

/**
 * The list becomes a cut: a placeholder for every shot and every bridge behind what stands on the track, with its passages,
 * in one undo step; then their jobs. @returns false where it could not, which was said
 */
export async function makeCut(studio: Studio): Promise<boolean> {
  const { rows } = studio.storyboard.getState();
  const reason = boardReason(studio, rows);
  const context = contextFor(studio, 'generate');
  const track = targetTrack(studio, 'video');
  if (reason !== null || 'said' in context || track === undefined) {
    sayWhyNot(studio, reason ?? 'storyboard.reason.empty');
    return false;
  }
  const { parts, asked } = cutOf(studio, context, rows);
  const start = cutStart(track);
  const { clips, transitions } = storyClips(parts, start);
  const { timeline } = context.document;
  const next = {
    ...timeline,
    tracks: timeline.tracks.map((one) =>
      one.id === track.id
        ? {
            ...one,
            clips: [...one.clips, ...clips],
            transitions: [...(one.transitions ?? []), ...transitions],
          }
        : one,
    ),
  };
  for (const { jobId } of asked) studio.previews.start(jobId);
  if (
    !commitTimeline(
      studio,
      'storyboard.label',
      next,
      clips.map(({ id }) => id),
    )
  )
    return false;
  studio.storyboard.setState({ rows: [] });
  studio.view.setState({ storyboardOpen: false });
  studio.transport.seek(frames(start));
  const said = studio.text('storyboard.started', { count: asked.length });
  studio.messages.say(said);
  studio.messages.speak(said);
  for (const one of asked) await sendJob(studio, one, one.request);
  return true;
}
