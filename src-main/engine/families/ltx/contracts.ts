import type { StreamHalf } from '../../../../src-shared/pack/ltx.ts';
import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import type { SignatureContract, ValueContract } from '../../packs/signature.ts';
import { keptFrames, rowsOf } from './stream-plan.ts';

export type LtxRole = keyof LtxManifest['graphs'];

function float(name: string, dims: readonly (number | string)[]): ValueContract {
  return { name, type: 'float32', dims };
}

function whole(name: string, dims: readonly (number | string)[]): ValueContract {
  return { name, type: 'int64', dims };
}

/** What one half of the autoencoder is fed and gives beside a clip: its rows, and which of their frames are looked at. */
function streamed(
  half: StreamHalf,
  inputs: readonly ValueContract[],
  outputs: readonly ValueContract[],
): SignatureContract {
  const rows = half.layers.flatMap(({ channels, ...layer }) =>
    rowsOf(layer).map((name) => ({ name, dims: [keptFrames, channels, 'h', 'w'] })),
  );
  return {
    inputs: [
      ...inputs,
      ...rows.flatMap(({ name, dims }) => [
        float(name, dims),
        whole(`${name}_taps`, ['N']),
        whole(`${name}_keep`, [keptFrames]),
      ]),
      ...half.layers.flatMap(({ kind, name }) => (kind === 'residual' ? [whole(`${name}_skip`, ['N'])] : [])),
    ],
    outputs: [...outputs, ...rows.map(({ name, dims }) => float(`next_${name}`, dims))],
  };
}

/** What each graph of an LTX pack is fed and gives. */
export function ltxContracts({
  latent,
  text,
  transformer,
  decode,
  cache,
  stream,
}: LtxManifest): Partial<Record<LtxRole, SignatureContract>> {
  const { channels } = latent;
  const pairs = transformer.width / 2;
  const pixels = float('pixels', ['F', 3, 'H', 'W']);
  const latents = float('latents', ['T', channels, 'h', 'w']);
  const level = whole('level', ['T']);
  const rope = [float('rope_cos', ['S', pairs]), float('rope_sin', ['S', pairs])];
  const inputs = [
    float('tokens', [1, 'T', 'P', channels]),
    float('time', ['U', transformer.timeWidth]),
    level,
    float('text', [1, 'L', text.width]),
    ...rope,
  ];
  const outputs = [float('velocity', [1, 'T', 'P', channels])];
  const hidden = (name: string) => float(name, [1, 'T', 'P', transformer.width]);
  const between = [
    hidden('hidden'),
    float('context', [1, 'L', transformer.width]),
    float('levels', ['U', 6, transformer.width]),
  ];
  const embedded = float('embedded', ['U', transformer.width]);
  return {
    text: {
      inputs: [whole('input_ids', [1, 'L']), whole('distances', ['L', 'L'])],
      outputs: [float('hidden', [1, 'L', text.width])],
    },
    transformer: { inputs, outputs },
    ...(cache === undefined
      ? {}
      : {
          head: { inputs, outputs: [...between, hidden('residual'), embedded] },
          body: { inputs: [...between, level, ...rope], outputs: [hidden('mixed')] },
          end: { inputs: [hidden('mixed'), embedded, level], outputs },
        }),
    encoder: streamed(stream.encoder, [pixels], [latents, float('spread', ['T', 1, 'h', 'w'])]),
    decoder: streamed(
      stream.decoder,
      [latents, ...(decode.timed === undefined ? [] : [float('time', [1, transformer.timeWidth])])],
      [pixels],
    ),
  };
}
