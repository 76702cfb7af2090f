import { join } from 'node:path';
import type { GenerationRequest, GenerationRequestInput } from '../../src-shared/generation/request.ts';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import { clipIdSchema, mediaIdSchema, transitionIdSchema, type MediaId } from '../../src-shared/lib/ids.ts';
import type { Clip, Media, ProjectSettings } from '../../src-shared/project/schema.ts';
import type { Transition } from '../../src-shared/project/transition.ts';
import { promptOf, type Storyboard, type StoryShot } from '../../src-shared/storyboard/schema.ts';
import { layOutCut, type CutShot } from '../../src-shared/storyboard/story-cut.ts';
import { frames, secondsOfFrames } from '../../src-shared/time/rate.ts';
import type { GenerationDeps, GenerationListener, GenerationResult } from '../generation/generation.ts';
import { runGeneration } from '../generation/run-generation.ts';
import { newJobId } from '../jobs/new-job-id.ts';
import { ingestFile } from '../library/ingest-file.ts';

/** What every shot shares. */
export type ShotCommon = Partial<
  Pick<GenerationRequestInput, 'packId' | 'backend' | 'steps' | 'guidance' | 'negative' | 'quality' | 'seed'>
>;

export interface StoryboardPlace {
  readonly settings: ProjectSettings;
  readonly projectFolder: string;
  /** Where takes lie until they are in the project. */
  readonly scratch: string;
  addMedia(media: Media): Promise<void>;
}

export interface MadeShot {
  readonly shot: StoryShot;
  readonly media: Media;
  readonly result: GenerationResult;
}

export interface MadeStoryboard {
  readonly shots: readonly MadeShot[];
  readonly bridges: readonly GenerationResult[];
  readonly clips: readonly Clip[];
  readonly transitions: readonly Transition[];
}

function requestFor(
  shot: StoryShot,
  cut: CutShot,
  { settings }: StoryboardPlace,
  common: ShotCommon,
): GenerationRequest {
  const { rate, width, height } = settings;
  const fields = {
    ...common,
    ...(shot.seed === undefined ? {} : { seed: shot.seed }),
    prompt: promptOf(shot),
    seconds: Math.max(0.125, secondsOfFrames(cut.take, rate)),
    rate,
    size: { width, height },
  };
  if (shot.image === undefined) return generationRequestSchema.parse({ ...fields, operation: 'generate' });
  const last = shot.last === undefined ? {} : { last: 'media-last' };
  return generationRequestSchema.parse({ ...fields, operation: 'animate', image: 'media-first', ...last });
}

/**
 * Makes every shot, then the bridges between them, and lays them out as a cut. Each take is in the project's library as soon
 * as it is made.
 *
 * @param on told before each take which one it is, of how many
 * @throws AppError as `runGeneration`; takes that were made stay in the library
 */
export async function makeStoryboard(
  deps: GenerationDeps,
  storyboard: Storyboard,
  place: StoryboardPlace,
  common: ShotCommon,
  on: (at: number, of: number) => GenerationListener,
  signal: AbortSignal,
): Promise<MadeStoryboard> {
  const { settings } = place;
  const cut = layOutCut(storyboard, settings.rate);
  const total = storyboard.shots.length + cut.filter(({ bridge }) => bridge !== undefined).length;
  let made = 0;

  async function take(request: GenerationRequest, paths: ReadonlyMap<MediaId, string>) {
    const out = join(place.scratch, `take-${made}.mp4`);
    const task = { jobId: newJobId(), request, paths, project: settings, out };
    const result = await runGeneration(deps, task, on((made += 1), total), signal);
    const provenance = { origin: 'generated', recipe: result.recipe } as const;
    const media = await ingestFile(await deps.ffmpeg(), out, place.projectFolder, provenance, signal);
    await place.addMedia(media);
    return { media, result };
  }

  const shots: MadeShot[] = [];
  for (const [at, shot] of storyboard.shots.entries()) {
    const cutShot = cut[at];
    if (cutShot === undefined) continue;
    const paths = new Map<MediaId, string>();
    if (shot.image !== undefined) paths.set(mediaIdSchema.parse('media-first'), shot.image);
    if (shot.last !== undefined) paths.set(mediaIdSchema.parse('media-last'), shot.last);
    shots.push({ shot, ...(await take(requestFor(shot, cutShot, place, common), paths)) });
  }

  const clips: Clip[] = [];
  const transitions: Transition[] = [];
  const bridges: GenerationResult[] = [];
  for (const [at, { shot, media }] of shots.entries()) {
    const here = cut[at];
    const before = shots[at - 1];
    if (here === undefined) continue;
    if (here.bridge !== undefined && before !== undefined) {
      const bridge = await makeBridge(before, { shot, media }, at);
      bridges.push(bridge.result);
      clips.push({
        id: clipIdSchema.parse(`clip-bridge-${at + 1}`),
        name: 'Bridge',
        source: { kind: 'media', mediaId: bridge.media.id },
        ...here.bridge,
        sourceIn: frames(bridge.result.recipe.generatedRanges[0]?.[0] ?? 0),
      });
    }
    if (here.dissolve !== undefined) {
      transitions.push({
        id: transitionIdSchema.parse(`dissolve-${at + 1}`),
        kind: 'dissolve',
        ...here.dissolve,
      });
    }
    clips.push({
      id: clipIdSchema.parse(`clip-shot-${at + 1}`),
      name: shot.prompt.slice(0, 80),
      source: { kind: 'media', mediaId: media.id },
      start: here.start,
      length: here.length,
      sourceIn: here.sourceIn,
    });
  }
  return { shots, bridges, clips, transitions };

  /** From the parts of both takes that lie inside the cut: what is behind an edit is there for dissolves alone. */
  async function makeBridge(
    before: Pick<MadeShot, 'media'>,
    after: Pick<MadeShot, 'shot' | 'media'>,
    at: number,
  ): Promise<{ readonly media: Media; readonly result: GenerationResult }> {
    const [left, right] = [cut[at - 1], cut[at]];
    const length = right?.bridge?.length ?? frames(0);
    const half = Math.floor(length / 2);
    const request = generationRequestSchema.parse({
      ...common,
      operation: 'bridge',
      prompt: promptOf(after.shot),
      seconds: secondsOfFrames(length, settings.rate),
      rate: settings.rate,
      size: { width: settings.width, height: settings.height },
      before: { source: before.media.id, range: [left?.sourceIn ?? 0, (left?.length ?? 0) + half] },
      after: {
        source: after.media.id,
        range: [(right?.sourceIn ?? half) - half, (right?.length ?? 0) + half],
      },
      join: true,
    });
    const paths = new Map(
      [before.media, after.media].map((media) => [
        media.id,
        join(place.projectFolder, ...media.file.split('/')),
      ]),
    );
    return take(request, paths);
  }
}
