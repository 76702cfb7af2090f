import { AppError } from '../../src-shared/errors/app-error.ts';
import type { GenerationPlan } from '../../src-shared/generation/plan.ts';
import { planGeneration, planLimitsOf, type PlanRequest } from '../../src-shared/generation/planner.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import type { RgbFrame } from '../../src-shared/quality/frame.ts';
import { createEngineHost, type LoadedPack } from '../../src-main/engine-host/engine-host.ts';
import type { RunStats } from '../../src-main/engine/protocol.ts';
import { createMatcher } from '../../src-main/generation/matcher.ts';
import { newJobId } from '../../src-main/jobs/new-job-id.ts';
import { silentLogger } from '../../src-main/log/logger.ts';
import { readManifest } from '../../src-main/packs/read-manifest.ts';

export interface Order {
  readonly request: PlanRequest;
  readonly prompt: string;
  readonly seed: number;
  /** The pack's draft steps instead of its usual ones. */
  readonly draft?: boolean;
  /** The known frames at the bucket's visible size, in the order of `plan.given`. */
  readonly given?: (plan: GenerationPlan) => readonly RgbFrame[];
}

export interface Made {
  /** Every frame of the plan: given ones as they were given, made ones in their look, as the program shows them. */
  readonly frames: readonly RgbFrame[];
  /** The same with made frames as the decoder gave them. */
  readonly decoded: readonly RgbFrame[];
  readonly plan: GenerationPlan;
  readonly stats: RunStats;
  /** Wall seconds from the order to the last frame. */
  readonly seconds: number;
}

/** The engine that ships, with a pack in it: plans made by the planner, frames at the pack's own size, no video codec. */
export interface Studio {
  readonly manifest: PackManifest;
  readonly loaded: LoadedPack;
  /** Of every frame it makes. */
  readonly size: { readonly width: number; readonly height: number };
  make(order: Order): Promise<Made>;
  dispose(): Promise<void>;
}

export interface StudioOptions {
  readonly packFolder: string;
  /** The engine's bundle. */
  readonly enginePath: string;
  readonly threads: number;
  readonly signal: AbortSignal;
}

const aspect = '16:9';

function together(pictures: readonly RgbFrame[]): Uint8Array {
  const bytes = new Uint8Array(pictures.reduce((sum, { rgb }) => sum + rgb.length, 0));
  let at = 0;
  for (const { rgb } of pictures) {
    bytes.set(rgb, at);
    at += rgb.length;
  }
  return bytes;
}

function inOrder(frames: ReadonlyMap<number, RgbFrame>, { total }: GenerationPlan): RgbFrame[] {
  return Array.from({ length: total }, (_, index) => {
    const frame = frames.get(index);
    if (frame === undefined) throw new Error(`The engine did not make frame ${index}.`);
    return frame;
  });
}

export async function openStudio({
  packFolder,
  enginePath,
  threads,
  signal,
}: StudioOptions): Promise<Studio> {
  const manifest = await readManifest(packFolder);
  if (manifest.family !== 'animatic') {
    throw new AppError(
      'pack.operation',
      'Only packs of the animatic family are evaluated: the probe knows their world.',
    );
  }
  const bucket = manifest.buckets.find((each) => each.aspect === aspect);
  if (bucket === undefined) throw new AppError('pack.operation', `The pack can't make ${aspect}.`);
  const size = { width: bucket.visible.width, height: bucket.visible.height };
  const limits = planLimitsOf(manifest);
  const host = createEngineHost({ nodePath: process.execPath, enginePath, log: silentLogger });
  try {
    const loaded = await host.load({ packFolder, backend: 'cpu', threads }, signal);
    return {
      manifest,
      loaded,
      size,
      async make({ request, prompt, seed, draft = false, given }) {
        const started = performance.now();
        const plan = planGeneration(request, limits);
        const known = given?.(plan) ?? [];
        if (known.length !== plan.given.length) {
          throw new Error(`The plan knows ${plan.given.length} frames, ${known.length} were given.`);
        }
        const bytes = together(known);
        const matcher = createMatcher(known.length > 0 ? plan : undefined, bytes, size);
        const frames = new Map<number, RgbFrame>();
        const decoded = new Map<number, RgbFrame>();
        for (const [at, index] of plan.given.entries()) {
          const picture = known[at];
          if (picture === undefined) continue;
          frames.set(index, picture);
          decoded.set(index, picture);
        }
        const { steps, draftSteps, guidance, name } = manifest.sampler;
        const stats = await host.run(
          {
            jobId: newJobId(),
            plan,
            prompt,
            negative: '',
            seed: String(seed),
            steps: draft ? draftSteps : steps,
            guidance,
            sampler: name,
            aspect,
            finish: false,
            previewInterval: 0,
            ...(matcher.echo.length > 0 ? { echo: [...matcher.echo] } : {}),
          },
          bytes,
          {
            echo: ({ index, size: made }, rgb) => matcher.note(index, rgb, made),
            frame({ index, size: made }, rgb) {
              const own = { ...made, rgb: rgb.slice() };
              decoded.set(index, own);
              frames.set(index, { ...made, rgb: matcher.apply(index, own.rgb, made) });
            },
          },
          signal,
        );
        const seconds = (performance.now() - started) / 1000;
        return { frames: inOrder(frames, plan), decoded: inOrder(decoded, plan), plan, stats, seconds };
      },
      dispose: () => host.dispose(),
    };
  } catch (error) {
    await host.dispose();
    throw error;
  }
}
