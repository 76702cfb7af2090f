import type { PackManifest } from '../../src-shared/pack/schema.ts';

function unlistedFile(manifest: PackManifest): string | undefined {
  const { text, encoder, denoiser, decoder, finisher } = manifest.graphs;
  const needed = [text, encoder, denoiser, decoder, finisher, manifest.tokenizer];
  const missing = needed.find((entry) => entry !== undefined && manifest.files[entry.file] === undefined);
  return missing && `${missing.file} has no entry in "files"`;
}

function positionProblem({ position }: PackManifest): string | undefined {
  const wrong = position.axes.find((axis) => axis.frequencies.length !== axis.pairs);
  if (wrong !== undefined) return `the ${wrong.name} axis has not as many frequencies as pairs`;
  const pairs = position.axes.reduce((sum, axis) => sum + axis.pairs, 0);
  return pairs * 2 === position.headDim ? undefined : 'the axes do not fill half of headDim';
}

function bucketProblem({ buckets, latent }: PackManifest): string | undefined {
  const aspects = new Set<string>();
  for (const { aspect, width, height, visible } of buckets) {
    if (aspects.has(aspect)) return `there are two buckets for ${aspect}`;
    aspects.add(aspect);
    if (width % latent.spatialFactor !== 0 || height % latent.spatialFactor !== 0) {
      return `the bucket for ${aspect} is not a multiple of ${latent.spatialFactor} pixels`;
    }
    if (visible.width > width || visible.height > height)
      return `the bucket for ${aspect} shows more than it has`;
  }
  return undefined;
}

/**
 * What a schema can't say: parts of a manifest that must agree with each other. Undefined where they do, otherwise the
 * end of a sentence.
 */
export function manifestProblem(manifest: PackManifest): string | undefined {
  const [low, high] = manifest.sampler.guidanceInterval;
  return (
    unlistedFile(manifest) ??
    positionProblem(manifest) ??
    bucketProblem(manifest) ??
    (manifest.preview.matrix.length === manifest.latent.channels
      ? undefined
      : 'the preview matrix has not one row per latent channel') ??
    (low <= high ? undefined : 'the guidance interval ends before it begins')
  );
}
