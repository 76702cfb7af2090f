import {
  generationRequestSchema,
  type GenerationRequestInput,
} from '../../../src-shared/generation/request.ts';
import { sourceUses } from '../../../src-shared/generation/source-uses.ts';
import { takeShape, type TakeShape } from '../../../src-shared/generation/take-shape.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { mediaLength } from '../../../src-shared/project/sources.ts';
import { conformedLength } from '../../../src-shared/time/conform-frames.ts';
import { frames, type Frames } from '../../../src-shared/time/rate.ts';
import type { EditResult } from '../../../src-shared/timeline/result.ts';
import { placeClip, type PlacedAt } from '../../editor/actions/place.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { placeholderClip, startShot, type Placeholder } from '../generate/start-shot.ts';
import type { Library } from './footage.ts';

/** Length of a request's take and its new part, in frames of the project. */
export function shapeOf(library: Library, input: GenerationRequestInput): TakeShape {
  const request = generationRequestSchema.parse(input);
  const { rate } = library.settings;
  const lengths = sourceUses(request).map(({ mediaId }) => {
    const media = library.media[mediaId];
    return media === undefined ? 0 : mediaLength(library, media);
  });
  // A take of another rate than the project's is as long in time.
  const own = request.rate ?? rate;
  const shape = takeShape(request, own, request.operation === 'smooth' ? [] : lengths);
  if (own.num === rate.num && own.den === rate.den) return shape;
  const conformed = (count: number): Frames => conformedLength(frames(count), own, rate);
  return {
    frames: conformed(shape.frames),
    made: [conformed(shape.made[0]), conformed(shape.made[1])],
  };
}

export interface NewShot extends PlacedAt {
  readonly label: MessageKey;
  readonly name: string;
  readonly request: GenerationRequestInput;
  /** The part of the take that is shown; absent: all that is made. */
  readonly shown?: { readonly sourceIn: Frames; readonly length: Frames };
}

function placeholderOf(studio: Studio, library: Library, { name, request, shown }: NewShot): Placeholder {
  const shape = shapeOf(library, request);
  return {
    clipId: studio.ids.clip(),
    jobId: studio.ids.job(),
    name,
    sourceIn: shown?.sourceIn ?? frames(shape.made[0]),
    length: shown?.length ?? frames(shape.made[1]),
    takeLength: shape.frames,
  };
}

/** The timeline as it would stand with the shot's placeholder: for drags, which show what a release would do. */
export function draftShot(studio: Studio, library: Library, timeline: Timeline, shot: NewShot): EditResult {
  const placeholder = placeholderOf(studio, library, shot);
  return placeClip(studio, timeline, placeholderClip(placeholder, shot.request), shot);
}

/** Puts the shot's placeholder on the timeline and asks for its take. One undo step; the take itself is never undone. */
export async function placeShot(studio: Studio, library: Library, shot: NewShot): Promise<boolean> {
  const placeholder = placeholderOf(studio, library, shot);
  return startShot(studio, {
    label: shot.label,
    placeholder,
    request: shot.request,
    place: (timeline) => placeClip(studio, timeline, placeholderClip(placeholder, shot.request), shot),
  });
}
