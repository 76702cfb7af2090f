import { z } from 'zod';

export const stageNames = ['words', 'picture', 'encode', 'denoise', 'denoise-low', 'decode'] as const;
export type StageName = (typeof stageNames)[number];

const bytes = z.number().min(0);

/** One stage of a run and what it takes while it is in memory. */
const stageCostSchema = z.object({
  name: z.enum(stageNames),
  /** Its weights. */
  weights: bytes,
  /** What it works with, for each latent cell it sees at once. */
  perCell: bytes,
  /** Latent frames it sees at once; `all` of a window. */
  sees: z.union([z.number().int().min(0), z.literal('all')]),
  /** Latent cells it sees at once where memory is short: it can work in tiles. */
  tileCells: z.number().int().min(1).optional(),
  /** It leaves memory when it is over, however much there is; absent: it stays for the next shot where there is plenty. */
  goes: z.literal(true).optional(),
  /** Runs on the processor, whatever provider the rest runs on. */
  onProcessor: z.boolean(),
});
export type StageCost = z.infer<typeof stageCostSchema>;

/**
 * What a pack costs, as numbers: enough to say beforehand whether a shot fits. Made from the pack's manifest
 * (`cost-of-pack.ts`); no file name is in it, so that the window may have it.
 */
export const packCostSchema = z.object({
  stages: z.array(stageCostSchema),
  /** Pixels of one latent cell. */
  cellPixels: z.number().int().min(1),
  /** Frames of a latent frame after the first. */
  group: z.number().int().min(1),
  /** Frames of a full window. */
  window: z.number().int().min(1),
  rate: z.object({ num: z.number().int(), den: z.number().int() }),
  sizes: z.array(z.object({ aspect: z.string(), width: z.number().int(), height: z.number().int() })).min(1),
});
export type PackCost = z.infer<typeof packCostSchema>;
