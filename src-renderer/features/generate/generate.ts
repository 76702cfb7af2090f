import type { Timeline } from '../../../src-shared/project/schema.ts';
import { frames, framesOfSeconds, seconds } from '../../../src-shared/time/rate.ts';
import { endOf, findTrack } from '../../../src-shared/timeline/clips.ts';
import { sayRefusal } from '../../editor/actions/commit.ts';
import { firstTrack, placeClip, spotFor } from '../../editor/actions/place.ts';
import { chosenPack } from '../../editor/chosen-pack.ts';
import type { DrawnPlace } from '../../editor/stores/prompt-store.ts';
import type { Studio } from '../../editor/studio.ts';
import { shapeOf } from '../operations/place-shot.ts';
import { projectAspect } from './aspect.ts';
import { requestOf } from './build-request.ts';
import { focusPrompt } from './focus-prompt.ts';
import { readinessOf, type Reason } from './readiness.ts';
import { placeholderClip, shotName, startShot, type Placeholder } from './start-shot.ts';

/** Why Generate can't run now; empty = it can. */
export function currentReasons(studio: Studio): readonly Reason[] {
  const { project } = studio.project.getState();
  return readinessOf({
    prompt: studio.prompt.getState(),
    packs: studio.facts.getState().packs,
    projectOpen: project !== null,
    readOnly: project?.readOnly ?? false,
    memoryBytes: studio.facts.getState().machine?.memoryBytes,
    aspect: project === null ? null : projectAspect(project.document.settings),
  });
}

/** The place that was drawn; where something has come to lie there since, it makes room. */
export function drawnSpot(timeline: Timeline, place: DrawnPlace | null, length: number) {
  const track = place === null ? undefined : findTrack(timeline, place.trackId);
  if (place === null || track === undefined) return undefined;
  const taken = track.clips.some((clip) => clip.start < place.at + length && endOf(clip) > place.at);
  return { track, spot: { at: frames(place.at), insert: taken } };
}

/** Starts the shot the prompt panel describes: at the place that was drawn for it, else where the playhead says. */
export async function generateShot(studio: Studio): Promise<void> {
  const prompt = studio.prompt.getState();
  const document = studio.project.getState().project?.document;
  const pack = chosenPack(studio);
  if (
    currentReasons(studio).length > 0 ||
    document === undefined ||
    pack === undefined ||
    prompt.seconds === null
  ) {
    focusPrompt(studio);
    return;
  }
  const track = firstTrack(document.timeline, 'video');
  if (track === undefined) return sayRefusal(studio, 'track.missing');

  const length = framesOfSeconds(seconds(prompt.seconds), document.settings.rate);
  const { frame } = studio.transport.getState();
  const drawn = drawnSpot(document.timeline, prompt.place, length);
  const target = drawn?.track ?? track;
  const spot = drawn?.spot ?? spotFor(track, frame, length);
  const request = requestOf(prompt, prompt.seconds, { packId: pack.id, settings: document.settings });
  const shape = shapeOf(document, request);
  const placeholder: Placeholder = {
    clipId: studio.ids.clip(),
    jobId: studio.ids.job(),
    name: shotName(prompt.prompt, studio.text('generate.shot')),
    length,
    sourceIn: frames(shape.made[0]),
    takeLength: shape.frames,
  };
  studio.prompt.setState({ place: null });
  const starting = startShot(studio, {
    label: 'edit.label.generate',
    placeholder,
    request,
    place: (timeline) =>
      placeClip(studio, timeline, placeholderClip(placeholder, request), {
        trackId: target.id,
        at: spot.at,
        mode: spot.insert ? 'insert' : 'overwrite',
      }),
  });
  // The viewer follows the new shot, so that its forming picture is seen; results never move the playhead.
  if (frame < spot.at || frame >= spot.at + length) studio.transport.seek(spot.at);
  await starting;
}
