import { AppError } from '../../src-shared/errors/app-error.ts';

/**
 * Messages on a byte stream: magic, header length, payload length, header (JSON), payload (raw bytes).
 *
 *   0..3  'KLM1'        4..7  header bytes, uint32 little-endian        8..11  payload bytes, uint32 little-endian
 *
 * The magic exists because a native library that prints to standard output would otherwise shift the stream in silence;
 * with it the reader fails at once and says so.
 */
const magic = Buffer.from('KLM1', 'latin1');
const prefixBytes = 12;
const headerLimit = 16 * 1024 * 1024;
const payloadLimit = 2 ** 31;

export interface FramedMessage {
  /** Parsed JSON, not yet checked against a schema. */
  readonly header: unknown;
  readonly payload: Uint8Array;
}

const noBytes = new Uint8Array(0);

/** The chunks to write, in order; the payload is not copied and must stay unchanged until it was written. */
export function encodeMessage(header: object, payload: Uint8Array = noBytes): Uint8Array[] {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix, 0);
  prefix.writeUInt32LE(text.length, 4);
  prefix.writeUInt32LE(payload.length, 8);
  return payload.length === 0 ? [Buffer.concat([prefix, text])] : [Buffer.concat([prefix, text]), payload];
}

function lengthsOf(prefix: Buffer): { header: number; payload: number } {
  const header = prefix.readUInt32LE(4);
  const payload = prefix.readUInt32LE(8);
  if (!prefix.subarray(0, 4).equals(magic) || header > headerLimit || payload > payloadLimit) {
    throw new AppError('engine.failed', 'The engine and the program no longer understand each other.', {
      hint: 'Try again; the engine is started afresh.',
      retryable: true,
      cause: new Error(`Not a message: ${prefix.toString('latin1').replace(/[^ -~]/g, '.')}`),
    });
  }
  return { header, payload };
}

/**
 * Cuts a stream into messages.
 *
 * @returns a function to feed with chunks as they arrive; it gives the messages completed by that chunk and throws an
 *   `AppError` `engine.failed` on bytes that are not a message.
 */
export function createMessageReader(): (chunk: Uint8Array) => FramedMessage[] {
  // Chunks are kept as a list and joined once per message: joining at every chunk is quadratic for large payloads.
  let chunks: Uint8Array[] = [];
  let available = 0;
  let wanted = prefixBytes;
  let lengths: { header: number; payload: number } | undefined;

  const take = (): Buffer => {
    const joined = chunks.length === 1 ? Buffer.from(chunks[0] ?? noBytes) : Buffer.concat(chunks);
    chunks = joined.length > wanted ? [joined.subarray(wanted)] : [];
    available = joined.length - wanted;
    return joined.subarray(0, wanted);
  };

  return (chunk) => {
    const messages: FramedMessage[] = [];
    chunks.push(chunk);
    available += chunk.length;
    while (available >= wanted) {
      const bytes = take();
      if (lengths === undefined) {
        lengths = lengthsOf(bytes);
        wanted = lengths.header + lengths.payload;
      } else {
        const header: unknown = JSON.parse(bytes.toString('utf8', 0, lengths.header));
        messages.push({ header, payload: bytes.subarray(lengths.header) });
        lengths = undefined;
        wanted = prefixBytes;
      }
    }
    return messages;
  };
}
