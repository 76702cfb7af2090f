import { join } from 'node:path';
import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import { clipIdSchema, mediaIdSchema, transitionIdSchema, type MediaId } from '../../src-shared/lib/ids.ts';
import type { Clip, Media, ProjectSettings } from '../../src-shared/project/schema.ts';
import type { Transition } from '../../src-shared/project/transition.ts';
import { promptOf, type Storyboard, type StoryShot } from '../../src-shared/storyboard/schema.ts';
import { storyClips, type StoryPart } from '../../src-shared/storyboard/story-clips.ts';
import { layOutCut, type CutShot } from '../../src-shared/storyboard/story-cut.ts';
import { bridgeRequest, shotRequest, type ShotCommon } from '../../src-shared/storyboard/story-requests.ts';
import type { GenerationDeps, GenerationListener, GenerationResult } from '../generation/generation.ts';
import { runGeneration } from '../generation/run-generation.ts';
import { newJobId } from '../jobs/new-job-id.ts';
import { ingestFile } from '../library/ingest-file.ts';

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
    const pictures = {
      ...(shot.image === undefined ? {} : { image: mediaIdSchema.parse('media-first') }),
      ...(shot.last === undefined ? {} : { last: mediaIdSchema.parse('media-last') }),
    };
    const request = shotRequest(shot, cutShot, settings, common, pictures);
    shots.push({ shot, ...(await take(generationRequestSchema.parse(request), paths)) });
  }

  const parts: StoryPart[] = [];
  const bridges: GenerationResult[] = [];
  for (const [at, { shot, media }] of shots.entries()) {
    const here = cut[at];
    if (here === undefined) continue;
    const [before, beforeCut] = [shots[at - 1], cut[at - 1]];
    const bridge =
      here.bridge === undefined || before === undefined || beforeCut === undefined
        ? undefined
        : await makeBridge(promptOf(shot), { media: before.media, cut: beforeCut }, { media, cut: here });
    if (bridge !== undefined) bridges.push(bridge.result);
    parts.push({
      cut: here,
      shot: {
        id: clipIdSchema.parse(`clip-shot-${at + 1}`),
        name: shot.prompt.slice(0, 80),
        source: { kind: 'media', mediaId: media.id },
      },
      ...(bridge === undefined
        ? {}
        : {
            bridge: {
              id: clipIdSchema.parse(`clip-bridge-${at + 1}`),
              name: 'Bridge',
              source: { kind: 'media', mediaId: bridge.media.id },
            },
          }),
      dissolve: transitionIdSchema.parse(`dissolve-${at + 1}`),
    });
  }
  return { shots, bridges, ...storyClips(parts) };

  async function makeBridge(
    prompt: string,
    before: { readonly media: Media; readonly cut: CutShot },
    after: { readonly media: Media; readonly cut: CutShot },
  ): Promise<{ readonly media: Media; readonly result: GenerationResult }> {
    const left = { source: before.media.id, cut: before.cut };
    const right = { source: after.media.id, cut: after.cut };
    const request = generationRequestSchema.parse(bridgeRequest(prompt, left, right, settings, common));
    const paths = new Map(
      [before.media, after.media].map((media) => [
        media.id,
        join(place.projectFolder, ...media.file.split('/')),
      ]),
    );
    return take(request, paths);
  }
}
