import { assertNever } from '../../src-shared/lib/assert-never.ts';
import type { StreamHalf, StreamLayer } from '../../src-shared/pack/ltx.ts';
import type {
  AnimaticManifest,
  LtxManifest,
  PackManifest,
  WanManifest,
} from '../../src-shared/pack/schema.ts';

function unlistedFile(manifest: PackManifest): string | undefined {
  const needed = [...Object.values(manifest.graphs), manifest.tokenizer, manifest.licenceText];
  const missing = needed.find((entry) => entry !== undefined && manifest.files[entry.file] === undefined);
  return missing && `${missing.file} has no entry in "files"`;
}

function positionProblem({ position }: AnimaticManifest): string | undefined {
  const wrong = position.axes.find((axis) => axis.frequencies.length !== axis.pairs);
  if (wrong !== undefined) return `the ${wrong.name} axis has not as many frequencies as pairs`;
  const pairs = position.axes.reduce((sum, axis) => sum + axis.pairs, 0);
  return pairs * 2 === position.headDim ? undefined : 'the axes do not fill half of headDim';
}

/** The graphs of a transformer in parts belong together, and the cache needs them. */
function partsProblem({ cache }: Pick<WanManifest, 'cache'>, parts: readonly unknown[]): string | undefined {
  const found = parts.filter((part) => part !== undefined).length;
  return found === (cache === undefined ? 0 : parts.length)
    ? undefined
    : 'the first-block cache and the parts of the transformer need each other';
}

function wanProblem({
  latent,
  frames,
  transformer,
  text,
  tokenizer,
  graphs,
  experts,
  conditioning,
  stream,
  cache,
}: WanManifest) {
  if (latent.mean.length !== latent.channels || latent.std.length !== latent.channels)
    return 'the latent mean and deviation have not one number per channel';
  if (frames.group !== latent.temporal.factor) return 'the groups of frames are not those of the latents';
  if ((frames.window - 1) % frames.group !== 0) return 'the window is not one frame and whole groups';
  if (tokenizer.maxLength > text.length) return 'a prompt may be longer than the transformer’s words';
  if ((graphs.transformerLow === undefined) !== (experts === undefined))
    return 'two experts need two graphs and the boundary between them';
  if ((graphs.image === undefined) !== (transformer.image === undefined))
    return 'the picture’s embedding and its graph need each other';
  if ((conditioning === 'vace') !== (transformer.control !== undefined))
    return 'the control stream and the conditioning “vace” need each other';
  const joined = conditioning === 'concat_mask' ? latent.channels + latent.temporal.factor : 0;
  if (transformer.inChannels !== latent.channels + joined)
    return `the transformer takes ${transformer.inChannels} channels instead of ${latent.channels + joined}`;
  if (transformer.outChannels !== latent.channels)
    return 'the transformer gives other channels than latents have';
  if (stream.tile.stride > stream.tile.size) return 'the tiles of the decoder leave gaps';
  const { head, body, end, headLow, bodyLow, endLow } = graphs;
  return partsProblem(
    { cache },
    experts === undefined ? [head, body, end] : [head, body, end, headLow, bodyLow, endLow],
  );
}

/** Layers that lead from a clip to its latents, or back, where time and plane change as they do in between. */
function streamProblem({ latent, stream }: LtxManifest): string | undefined {
  const { factor } = latent.temporal;
  const times = (half: StreamHalf, kind: StreamLayer['kind']) =>
    2 ** half.layers.filter((layer) => layer.kind === kind).length;
  const [down, up] = [times(stream.encoder, 'shrink'), times(stream.decoder, 'grow')];
  if (down !== factor || up !== factor)
    return 'the layers of the autoencoder change time otherwise than the latents';
  if (times(stream.encoder, 'grow') > 1 || times(stream.decoder, 'shrink') > 1)
    return 'a layer of the autoencoder changes time the wrong way';
  const names = [stream.encoder, stream.decoder].map(
    ({ layers }) => new Set(layers.map(({ name }) => name)).size,
  );
  if (names[0] !== stream.encoder.layers.length || names[1] !== stream.decoder.layers.length)
    return 'two layers of the autoencoder have one name';
  return stream.tile.stride > stream.tile.size ? 'the tiles of the decoder leave gaps' : undefined;
}

function ltxProblem(manifest: LtxManifest) {
  const {
    latent,
    frames,
    cache,
    graphs: { head, body, end },
  } = manifest;
  if (latent.mean.length !== latent.channels || latent.std.length !== latent.channels)
    return 'the latent mean and deviation have not one number per channel';
  if (frames.group !== latent.temporal.factor) return 'the groups of frames are not those of the latents';
  if ((frames.window - 1) % frames.group !== 0) return 'the window is not one frame and whole groups';
  return streamProblem(manifest) ?? partsProblem({ cache }, [head, body, end]);
}

function familyProblem(manifest: PackManifest): string | undefined {
  switch (manifest.family) {
    case 'animatic':
      return positionProblem(manifest);
    case 'wan':
      return wanProblem(manifest);
    case 'ltx':
      return ltxProblem(manifest);
    default:
      return assertNever(manifest);
  }
}

/** Sides of a bucket are multiples of this many pixels: of a latent cell, or of a token where one holds several. */
function cellOf(manifest: PackManifest): number {
  const { spatialFactor } = manifest.latent;
  if (manifest.family !== 'wan') return spatialFactor;
  return spatialFactor * Math.max(...manifest.transformer.patch);
}

function bucketProblem(manifest: PackManifest): string | undefined {
  const { buckets } = manifest;
  const cell = cellOf(manifest);
  const aspects = new Set<string>();
  for (const { aspect, width, height, visible } of buckets) {
    if (aspects.has(aspect)) return `there are two buckets for ${aspect}`;
    aspects.add(aspect);
    if (width % cell !== 0 || height % cell !== 0) {
      return `the bucket for ${aspect} is not a multiple of ${cell} pixels`;
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
    familyProblem(manifest) ??
    bucketProblem(manifest) ??
    (manifest.preview.matrix.length === manifest.latent.channels
      ? undefined
      : 'the preview matrix has not one row per latent channel') ??
    (low <= high ? undefined : 'the guidance interval ends before it begins')
  );
}
