import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/media/resolve-ffmpeg.ts';
import { readManifest } from '../../src-main/packs/read-manifest.ts';
import { measureRates } from '../../src-main/engine/bench/rates.ts';
import { threadCount } from '../../src-main/platform/machine.ts';
import { findPlaces } from '../../src-main/platform/places.ts';
import { provideDisplay } from '../support/display.ts';
import { measureClip } from './clip.ts';
import { measureDelivery } from './deliver.ts';
import { measureLaunch } from './launch.ts';

export interface BenchOptions {
  /** The checkout. */
  readonly root: string;
  readonly electron: {
    readonly path: string;
    readonly version: string;
    readonly switches: readonly string[];
  };
  readonly say: (sentence: string) => void;
}

/** One number with what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: only reported. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  readonly met?: boolean;
}

function figure(name: string, value: number, unit: string, target?: Figure['target']): Figure {
  if (target === undefined) return { name, value, unit };
  const met = 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
  return { name, value, unit, target, met };
}

const mebibyte = 1024 * 1024;

/** Runs every measurement, one after another, and gives all figures of one run on one machine. */
export async function runBench({ root, electron, say }: BenchOptions): Promise<unknown> {
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-bench-'));
  const display = await provideDisplay();
  if (display.name !== undefined) process.env['DISPLAY'] = display.name;
  try {
    const places = await findPlaces(join(root, 'out', 'main'));
    const packFolder = join(places.models, 'animatic');
    const manifest = await readManifest(packFolder);
    const threads = threadCount();

    say('Matrix product and transformer …');
    const rates = await measureRates(packFolder, manifest, threads, 15);

    say('A two-second clip, cold and warm …');
    const { cold, warm } = await measureClip(places, scratch, 3);

    say('Delivery of a timeline …');
    const tool = await resolveFfmpeg({ root });
    const delivery = await measureDelivery(tool, join(scratch, 'cold.mp4'), scratch, 3);

    say('Start of a bare window and of the app …');
    const launch = { electron: electron.path, switches: electron.switches, rounds: 3 };
    const bare = await measureLaunch({ ...launch, folder: join(root, 'e2e', 'support', 'blank') });
    const app = await measureLaunch({ ...launch, folder: root, interactive: '[data-testid="prompt"]' });

    return {
      machine: {
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        cores: cpus().length,
        threads,
        memoryBytes: totalmem(),
        node: process.versions.node,
        electron: electron.version,
      },
      pack: { id: manifest.id, version: manifest.version },
      figures: [
        figure('gemm', rates.gemm.median, 'GFLOP/s'),
        figure('gemm-best', rates.gemm.best, 'GFLOP/s'),
        figure('transformer', rates.transformer.median, 'GFLOP/s'),
        figure('transformer-best', rates.transformer.best, 'GFLOP/s'),
        figure('transformer-share', rates.share, 'of gemm', { atLeast: 0.85 }),
        figure('seconds-per-evaluation', warm.secondsPerEvaluation, 's'),
        figure('evaluations', warm.evaluations, ''),
        figure('first-preview', warm.firstPreview, 's', { atMost: 0.7 }),
        figure('finished-clip', warm.finished, 's', { atMost: 3 }),
        figure('first-preview-cold', cold.firstPreview, 's'),
        figure('finished-clip-cold', cold.finished, 's'),
        figure('engine-peak', warm.peakBytes / mebibyte, 'MiB', { atMost: 700 }),
        figure('launch-bare', bare, 's'),
        figure('launch-app', app, 's'),
        figure('launch-ratio', app / bare, 'of bare', { atMost: 1.5 }),
        figure('ffmpeg-bare', delivery.bare, 'frames/s'),
        figure('delivery', delivery.delivery, 'frames/s'),
        figure('delivery-share', delivery.delivery / delivery.bare, 'of bare', { atLeast: 0.9 }),
      ],
      phases: warm.phases,
    };
  } finally {
    await display.release();
    await rm(scratch, { recursive: true, force: true });
  }
}
