import { join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { PackManifest } from '../../../src-shared/pack/schema.ts';
import { packHashOf } from '../../packs/pack-hash.ts';
import { verifyPack } from '../../packs/verify.ts';
import type { ProviderName } from '../protocol.ts';
import { familyProblem } from '../families/family-problem.ts';
import { createPromptEncoder, type PromptEncoder } from '../text/prompt-encoder.ts';
import { openTokenizer } from '../text/tokenize.ts';
import { openGraph, type Graph } from './graph.ts';
import type { GraphName } from './graph-contract.ts';
import type { FixedSizes } from './graph-problem.ts';

/** A verified pack with its graphs in memory. */
export interface Model {
  readonly manifest: PackManifest;
  readonly packHash: string;
  readonly provider: ProviderName;
  readonly prompts: PromptEncoder;
  readonly encoder: Graph;
  readonly denoiser: Graph;
  readonly decoder: Graph;
  readonly finisher: Graph | undefined;
  release(): Promise<void>;
}

export interface LoadOptions {
  readonly packFolder: string;
  readonly provider: ProviderName;
  readonly threads: number;
}

/**
 * Verifies the pack in a folder, then opens its graphs one after another. Whatever fails, nothing stays in memory.
 *
 * @throws AppError `pack.*`, `engine.backend` or `engine.memory`.
 */
export async function loadModel({ packFolder, provider, threads }: LoadOptions): Promise<Model> {
  const manifest = await verifyPack(packFolder);
  const problem = familyProblem(manifest);
  if (problem !== undefined) {
    throw new AppError('pack.graph', problem, { hint: 'Update Kinoloom, or choose another pack.' });
  }
  const opened: Graph[] = [];
  const release = async (): Promise<void> => {
    for (const graph of opened.splice(0)) await graph.release();
  };
  const open = async (name: GraphName, file: string, fixed: FixedSizes): Promise<Graph> => {
    const needs = {
      // Quantised text encoders are made for the CPU, and take milliseconds there.
      provider: name === 'text' ? 'cpu' : provider,
      threads,
      keepMemory: name === 'denoiser',
    } as const;
    const graph = await openGraph(name, join(packFolder, file), fixed, needs);
    opened.push(graph);
    return graph;
  };
  try {
    const { graphs, latent, position, tokenizer } = manifest;
    const tokenize = await openTokenizer(join(packFolder, tokenizer.file), tokenizer.maxLength);
    const text = await open('text', graphs.text.file, {});
    const width = text.outputDims[2];
    const fixed: FixedSizes = {
      C: latent.channels,
      pairs: position.headDim / 2,
      K: position.timeFeatures,
      ...(typeof width === 'number' ? { D: width } : {}),
    };
    const denoiser = await open('denoiser', graphs.denoiser.file, fixed);
    const encoder = await open('encoder', graphs.encoder.file, fixed);
    const decoder = await open('decoder', graphs.decoder.file, fixed);
    const finisher = graphs.finisher && (await open('finisher', graphs.finisher.file, fixed));
    const prompts = createPromptEncoder(text, tokenize);
    return {
      manifest,
      packHash: packHashOf(manifest),
      provider,
      prompts,
      encoder,
      denoiser,
      decoder,
      finisher,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}
