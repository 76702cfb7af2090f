import type { GenerationRequestInput } from '../generation/request.ts';
import type { MediaId } from '../lib/ids.ts';
import type { ProjectSettings } from '../project/schema.ts';
import { secondsOfFrames } from '../time/rate.ts';
import { promptOf, type StoryShot } from './schema.ts';
import type { CutShot } from './story-cut.ts';

/** What every shot of a list shares. */
export type ShotCommon = Partial<
  Pick<
    GenerationRequestInput,
    'packId' | 'backend' | 'steps' | 'guidance' | 'negative' | 'quality' | 'seed' | 'fit'
  >
>;

/** The pictures a shot begins and ends with, as the library knows them. */
export interface ShotPictures {
  readonly image?: MediaId | undefined;
  readonly last?: MediaId | undefined;
}

function fieldsOf({ rate, width, height }: ProjectSettings) {
  return { rate: { num: rate.num, den: rate.den }, size: { width, height } };
}

/** What is asked for one shot: as long as it is seen, and as much longer as its dissolves show of it. */
export function shotRequest(
  shot: Pick<StoryShot, 'prompt' | 'camera' | 'seed'>,
  { take }: CutShot,
  settings: ProjectSettings,
  common: ShotCommon,
  { image, last }: ShotPictures,
): GenerationRequestInput {
  const fields = {
    ...common,
    ...(shot.seed === undefined ? {} : { seed: shot.seed }),
    prompt: promptOf(shot),
    seconds: Math.max(0.125, secondsOfFrames(take, settings.rate)),
    ...fieldsOf(settings),
  };
  if (image === undefined && last !== undefined) {
    return { ...fields, operation: 'keyframes', keys: [{ source: last, at: fields.seconds }] };
  }
  if (image === undefined) return { ...fields, operation: 'generate' };
  return { ...fields, operation: 'animate', image, ...(last === undefined ? {} : { last }) };
}

/** One side of a bridge: a shot's take, and where it stands in the cut. */
export interface BridgeSide {
  readonly source: MediaId;
  readonly cut: CutShot;
}

/**
 * The new film between two shots, from the parts of both takes that lie inside the cut: what is behind an edit is there for
 * dissolves alone. Its take begins with the first shot's `length` frames; the new ones come after them.
 */
export function bridgeRequest(
  prompt: string,
  before: BridgeSide,
  after: BridgeSide,
  settings: ProjectSettings,
  common: ShotCommon,
): GenerationRequestInput {
  const length = after.cut.bridge?.length ?? 0;
  const half = Math.floor(length / 2);
  return {
    ...common,
    operation: 'bridge',
    prompt,
    seconds: secondsOfFrames(after.cut.bridge?.length ?? after.cut.take, settings.rate),
    ...fieldsOf(settings),
    before: { source: before.source, range: [before.cut.sourceIn, before.cut.length + half] },
    after: { source: after.source, range: [after.cut.sourceIn - half, after.cut.length + half] },
    join: true,
  };
}
