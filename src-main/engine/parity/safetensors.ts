import { z } from 'zod';

const entrySchema = z.object({
  dtype: z.enum(['F32', 'I64', 'U8']),
  shape: z.array(z.number().int().min(0)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
});

export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array | Uint8Array;
}

/** The tensors of a safetensors file (https://huggingface.co/docs/safetensors). */
export function readSafetensors(file: Uint8Array): Map<string, ReferenceTensor> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  const entries = z.record(z.string(), z.unknown()).parse(header);
  const tensors = new Map<string, ReferenceTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = entrySchema.parse(entry);
    // Copied, so that the values are aligned.
    const bytes = Uint8Array.from(file.subarray(8 + length + offsets[0], 8 + length + offsets[1]));
    const data =
      dtype === 'F32'
        ? new Float32Array(bytes.buffer)
        : dtype === 'I64'
          ? new BigInt64Array(bytes.buffer)
          : bytes;
    tensors.set(name, { shape, data });
  }
  return tensors;
}
