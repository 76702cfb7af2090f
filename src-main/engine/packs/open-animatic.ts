import { join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';
import { animaticProblem } from '../families/animatic-problem.ts';
import type { LoadOptions } from '../model.ts';
import { createPromptEncoder, type PromptEncoder } from '../text/prompt-encoder.ts';
import { openTokenizer } from '../text/tokenize.ts';
import { openGraph, type Graph } from './graph.ts';
import type { GraphName } from './graph-contract.ts';
import type { FixedSizes } from './signature.ts';

/** A pack of our own family with its graphs in memory. */
export interface AnimaticModel {
  readonly manifest: AnimaticManifest;
  readonly prompts: PromptEncoder;
  readonly encoder: Graph;
  readonly denoiser: Graph;
  readonly decoder: Graph;
  readonly finisher: Graph | undefined;
  release(): Promise<void>;
}

/** The file of the denoiser that a provider runs. */
export function denoiserFor({ graphs }: AnimaticManifest, provider: LoadOptions['provider']): string {
  const own = provider === 'cpu' ? graphs.denoiserOnProcessor : undefined;
  return (own ?? graphs.denoiser).file;
}

/**
 * Opens the graphs of a verified pack one after another. Whatever fails, nothing stays in memory.
 *
 * @throws AppError `pack.*`, `engine.backend` or `engine.memory`.
 */
export async function openAnimatic(
  manifest: AnimaticManifest,
  { packFolder, provider, threads }: LoadOptions,
): Promise<AnimaticModel> {
  const problem = animaticProblem(manifest);
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
      // Words are read once; all the others run for every step or every frame.
      keepMemory: name !== 'text',
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
    const denoiser = await open('denoiser', denoiserFor(manifest, provider), fixed);
    const encoder = await open('encoder', graphs.encoder.file, fixed);
    const decoder = await open('decoder', graphs.decoder.file, fixed);
    const finisher = graphs.finisher && (await open('finisher', graphs.finisher.file, fixed));
    const prompts = createPromptEncoder(text, tokenize);
    return {
      manifest,
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
