import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { StreamState } from '../../../../src-shared/pack/wan.ts';
import type { SignatureContract, ValueContract } from '../../packs/signature.ts';

export type WanRole = keyof WanManifest['graphs'];

function float(name: string, dims: readonly (number | string)[]): ValueContract {
  return { name, type: 'float32', dims };
}

function whole(name: string, dims: readonly (number | string)[]): ValueContract {
  return { name, type: 'int64', dims };
}

function stateValues(states: readonly StreamState[], prefix = ''): ValueContract[] {
  return states.map(({ name, frames, channels }) =>
    float(`${prefix}${name}`, [frames, channels, 'state h', 'state w']),
  );
}

function transformerContract(manifest: WanManifest): SignatureContract {
  const { transformer, text } = manifest;
  const { inChannels, outChannels, patch, ropePairs, timeWidth, image, control } = transformer;
  const cells = patch[1] * patch[2];
  const pairs = ropePairs.reduce((sum, each) => sum + each, 0);
  return {
    inputs: [
      float('tokens', [1, 'T', 'P', inChannels * cells]),
      float('time', ['F', timeWidth]),
      float('text', [1, 'L', text.width]),
      float('repeats', ['L']),
      float('rope_cos', ['S', pairs]),
      float('rope_sin', ['S', pairs]),
      ...(image === undefined ? [] : [float('image', [1, 'I', image.width])]),
      ...(control === undefined
        ? []
        : [
            float('control', [1, 'T', 'P', control.channels * cells]),
            float('control_scale', [control.hints]),
          ]),
    ],
    outputs: [float('velocity', [1, 'T', 'P', outChannels * cells])],
  };
}

/** The transformer in parts: what the head gives is fed to the others under the same name. */
function partContracts(manifest: WanManifest): Record<'head' | 'body' | 'end', SignatureContract> {
  const { inputs, outputs } = transformerContract(manifest);
  const { image, control } = manifest.transformer;
  const isControl = (name: string) => name === 'control' || name === 'control_scale';
  const isOfBlocks = (name: string) => name === 'repeats' || name.startsWith('rope_') || isControl(name);
  const hidden = (name: string) => float(name, [1, 'T', 'P', 'D']);
  const between = [
    hidden('hidden'),
    float('context', [1, 'L', 'D']),
    float('levels', ['F', 6, 'D']),
    ...(image === undefined ? [] : [float('image_context', [1, 'I', 'D'])]),
    ...(control === undefined ? [] : [hidden('entered')]),
  ];
  const embedded = float('embedded', ['F', 'D']);
  return {
    head: {
      inputs: inputs.filter(({ name }) => !isControl(name)),
      outputs: [...between, hidden('residual'), embedded],
    },
    body: {
      inputs: [...between, ...inputs.filter(({ name }) => isOfBlocks(name))],
      outputs: [hidden('mixed')],
    },
    end: { inputs: [hidden('mixed'), embedded], outputs },
  };
}

/** What each graph of a Wan pack is fed and gives; only the roles the pack has. */
export function wanContracts(manifest: WanManifest): Partial<Record<WanRole, SignatureContract>> {
  const { latent, stream, text, transformer } = manifest;
  const { factor } = latent.temporal;
  const half = (
    states: readonly StreamState[],
    input: ValueContract,
    output: ValueContract,
    isFirst: boolean,
  ): SignatureContract => ({
    inputs: [input, ...(isFirst ? [] : stateValues(states))],
    outputs: [output, ...stateValues(states, 'next_')],
  });
  const pixels = (frames: number) => float('pixels', [frames, 3, 'H', 'W']);
  const latents = float('latents', [1, latent.channels, 'h', 'w']);
  const velocity = transformerContract(manifest);
  const { head, body, end } = partContracts(manifest);
  return {
    text: {
      inputs: [whole('input_ids', [1, 'L']), whole('distances', ['L', 'L'])],
      outputs: [float('hidden', [1, 'L', text.width])],
    },
    transformer: velocity,
    ...(manifest.graphs.transformerLow === undefined ? {} : { transformerLow: velocity }),
    ...(manifest.cache === undefined ? {} : { head, body, end }),
    ...(manifest.graphs.headLow === undefined ? {} : { headLow: head, bodyLow: body, endLow: end }),
    ...(transformer.image === undefined
      ? {}
      : {
          image: {
            inputs: [float('pixels', [1, 3, transformer.image.side, transformer.image.side])],
            outputs: [float('tokens', [1, transformer.image.tokens, transformer.image.width])],
          },
        }),
    encoderFirst: half(stream.encoder, pixels(1), latents, true),
    encoderNext: half(stream.encoder, pixels(factor), latents, false),
    decoderFirst: half(stream.decoder, latents, pixels(1), true),
    decoderNext: half(stream.decoder, latents, pixels(factor), false),
  };
}
