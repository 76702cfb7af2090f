import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { PackManifest } from '../../../src-shared/pack/schema.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { packFile } from '../../packs/pack-file.ts';
import { inspectOnnx, type GraphDescription } from '../onnx/inspect.ts';
import { misfit } from './session.ts';
import { signatureProblem, type FixedSizes, type SignatureContract } from './signature.ts';

/** The operator set packs are held to: newer ones are not on every execution provider. */
const newestOpset = 20;
/** ONNX itself and what onnxruntime carries; anything else would be code of the pack's own. */
const knownDomains: ReadonlySet<string> = new Set(['', 'ai.onnx', 'com.microsoft']);
/** Weights belong into files beside the graph long before this; a protobuf file ends at 2 GB. */
const graphFileLimit = 512 * 1024 * 1024;

async function describe(name: string, path: string): Promise<GraphDescription> {
  const content = await readFile(path);
  try {
    return inspectOnnx(content);
  } catch (cause) {
    throw new AppError('pack.graph', `The pack’s ${name} graph can’t be opened.`, {
      hint: 'This pack was made for another program or by a faulty exporter.',
      cause,
    });
  }
}

/** The weights a graph names must be files of the pack, listed (so their content was verified) and long enough. */
function externalProblem(
  { external }: GraphDescription,
  file: string,
  files: PackManifest['files'],
): string | undefined {
  for (const { location, offset, length } of external) {
    const name = posix.normalize(posix.join(posix.dirname(file), location));
    if (location === '' || posix.isAbsolute(location) || location.includes('\\') || name.startsWith('../')) {
      return `it names weights outside the pack, "${location.slice(0, 80)}"`;
    }
    const entry = files[name];
    if (entry === undefined) return `its weights ${name} are not part of the pack`;
    if (offset + (length ?? 0) > entry.bytes) return `its weights ${name} end too early`;
  }
  return undefined;
}

function operatorProblem({ operators, opsets }: GraphDescription): string | undefined {
  const opset = opsets.get('');
  if (opset === undefined || opset > newestOpset)
    return `it is written in operator set ${opset ?? 'unknown'}, newer than ${newestOpset}`;
  for (const operator of operators) {
    const [domain = '', op = ''] = operator.split(':');
    if (!knownDomains.has(domain))
      return `it uses the operator ${op} of ${domain}, which this Kinoloom lacks`;
  }
  return undefined;
}

export interface CheckedGraph {
  /** To load it from. */
  readonly path: string;
  /** Names of its nodes that are onnxruntime's fused attention. */
  readonly attention: readonly string[];
  /** Whether it holds weights in half precision. */
  readonly half: boolean;
}

/**
 * Holds a graph's file against what the engine will feed it, before a single weight is loaded.
 *
 * @param file its name in the pack, whose content was already verified; @param fixed sizes the manifest fixes.
 * @throws AppError `pack.graph`, `pack.missing` or `pack.format`.
 */
export async function checkGraphFile(
  name: string,
  packFolder: string,
  file: string,
  manifest: Pick<PackManifest, 'files'>,
  contract: SignatureContract,
  fixed: FixedSizes,
): Promise<CheckedGraph> {
  const { path, bytes } = await packFile(packFolder, file);
  if (bytes > graphFileLimit) throw misfit(name, 'its weights are inside the graph instead of beside it');
  const description = await describe(name, path);
  const problem =
    operatorProblem(description) ??
    externalProblem(description, file, manifest.files) ??
    signatureProblem(contract, description.inputs, description.outputs, fixed);
  if (problem !== undefined) throw misfit(name, problem);
  // What onnxruntime follows from here are names relative to this folder.
  for (const location of new Set(description.external.map((each) => each.location)))
    await packFile(packFolder, posix.join(posix.dirname(file), location));
  return { path, attention: description.attention, half: description.half };
}
