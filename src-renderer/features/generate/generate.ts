import { mediaLength } from '../../../src-shared/project/sources.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { frames, framesOfSeconds, seconds, type Frames } from '../../../src-shared/time/rate.ts';
import { sayRefusal } from '../../editor/actions/commit.ts';
import { firstTrack, placeClip, spotFor } from '../../editor/actions/place.ts';
import type { Condition } from '../../editor/stores/prompt-store.ts';
import type { Studio } from '../../editor/studio.ts';
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
  });
}

/** Frames of known footage the take begins with. */
function knownFrames(document: ProjectDocument, condition: Condition): Frames {
  const media = condition.kind === 'continue' ? document.media[condition.source] : undefined;
  return media === undefined ? frames(0) : frames(mediaLength(document, media));
}

/** Starts the shot the prompt panel describes, where the playhead says. */
export async function generateShot(studio: Studio): Promise<void> {
  const prompt = studio.prompt.getState();
  const document = studio.project.getState().project?.document;
  const pack = studio.facts.getState().packs?.[0];
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
  const known = knownFrames(document, prompt.condition);
  const { frame } = studio.transport.getState();
  const spot = spotFor(track, frame, length);
  const placeholder: Placeholder = {
    clipId: studio.ids.clip(),
    jobId: studio.ids.job(),
    name: shotName(prompt.prompt, studio.text('generate.shot')),
    length,
    sourceIn: known,
    takeLength: frames(known + length),
  };
  const request = requestOf(prompt, prompt.seconds, { packId: pack.id, settings: document.settings });
  const starting = startShot(studio, {
    label: 'edit.label.generate',
    placeholder,
    request,
    place: (timeline) =>
      placeClip(studio, timeline, placeholderClip(placeholder, request), {
        trackId: track.id,
        at: spot.at,
        mode: spot.insert ? 'insert' : 'overwrite',
      }),
  });
  // The viewer follows the new shot, so that its forming picture is seen; results never move the playhead.
  if (frame < spot.at || frame >= spot.at + length) studio.transport.seek(spot.at);
  await starting;
}
