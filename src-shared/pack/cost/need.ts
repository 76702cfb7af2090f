import type { PackCost, StageCost, StageName } from './pack-cost.ts';

/** The engine process itself, before any graph: Node, ONNX Runtime and their libraries. Measured (`memory.test.ts`). */
export const engineBytes = 110e6;

/** Pictures of a window as the engine holds them: float planes of what is known or put together from tiles. */
const planeBytes = 3 * Float32Array.BYTES_PER_ELEMENT;

/** One window of a shot, as far as memory is concerned. */
export interface WindowSize {
  /** Of the bucket that is denoised. */
  readonly width: number;
  readonly height: number;
  /** Frames of the longest window. */
  readonly frames: number;
}

export interface StageNeed {
  readonly name: StageName;
  readonly bytes: number;
  /** Part of it that is on the processor's side whatever the provider. */
  readonly onProcessor: boolean;
}

export interface MemoryNeed {
  readonly stages: readonly StageNeed[];
  /** Peak where each stage's graphs go before the next come, and pictures are decoded in tiles: the least it can do with. */
  readonly least: number;
  /** Peak where whatever may stay does so from shot to shot: the quickest. */
  readonly resident: number;
  /** Of `least`: what a graphics card would have to hold. */
  readonly onCard: number;
}

function cellsSeen(
  { sees, tileCells }: StageCost,
  cells: number,
  latentFrames: number,
  tiled: boolean,
): number {
  const frames = sees === 'all' ? latentFrames : Math.min(sees, latentFrames);
  return (tiled && tileCells !== undefined ? Math.min(tileCells, cells) : cells) * frames;
}

/**
 * Memory a shot needs, in bytes, before anything is loaded. Foretold over real peak, measured on the CPU: 1.5 (animatic),
 * 1.1 and 1.4 (Wan), 1.3 (LTX); `engine/memory.test.ts` holds it between 0.75 and 1.8.
 *
 * @param measured real peak over foretold peak in earlier runs of the pack on this machine; 1 where there were none.
 */
export function memoryNeed(cost: PackCost, size: WindowSize, measured = 1): MemoryNeed {
  const frames = Math.min(size.frames, cost.window);
  const pixels = size.width * size.height;
  const cells = pixels / cost.cellPixels;
  const latentFrames = Math.ceil((frames - 1) / cost.group) + 1;
  const working = (stage: StageCost, tiled: boolean) =>
    stage.perCell * cellsSeen(stage, cells, latentFrames, tiled);
  // Tiles lie over one another in all pictures of the window at once.
  const putTogether = (stage: StageCost) =>
    stage.tileCells !== undefined && stage.tileCells < cells ? frames * pixels * planeBytes : 0;
  const needs = cost.stages.map((stage) => ({
    name: stage.name,
    bytes: measured * (stage.weights + working(stage, true) + putTogether(stage)),
    onProcessor: stage.onProcessor,
  }));
  const most = (values: readonly number[]) => values.reduce((found, value) => Math.max(found, value), 0);
  const kept = cost.stages.reduce((sum, { goes, weights }) => sum + (goes ? 0 : weights), 0);
  const beside = cost.stages.map((stage) => kept + (stage.goes ? stage.weights : 0) + working(stage, false));
  return {
    stages: needs,
    least: engineBytes + most(needs.map(({ bytes }) => bytes)),
    resident: engineBytes + measured * most(beside),
    onCard: most(needs.filter(({ onProcessor }) => !onProcessor).map(({ bytes }) => bytes)),
  };
}
