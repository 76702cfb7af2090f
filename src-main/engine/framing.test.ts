import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessageReader, encodeMessage } from './framing.ts';

function wire(messages: readonly { header: object; payload: Uint8Array }[]): Buffer {
  return Buffer.concat(messages.flatMap(({ header, payload }) => encodeMessage(header, payload)));
}

describe('messages on a stream', () => {
  it('arrive whole and in order, wherever the stream is cut', () => {
    const message = fc.record({
      header: fc.record({ type: fc.string(), value: fc.integer() }),
      payload: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        (messages, cuts) => {
          const bytes = wire(messages);
          const read = createMessageReader();
          const received: unknown[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            for (const { header, payload } of read(bytes.subarray(at, at + cut))) {
              received.push({ header, payload: [...payload] });
            }
            at += cut;
          }
          expect(received).toEqual(
            messages.map(({ header, payload }) => ({ header, payload: [...payload] })),
          );
        },
      ),
    );
  });

  it('keep text of any script intact', () => {
    const header = { prompt: 'a 🦊 runs — הזריחה\u0000"\\' };
    expect(createMessageReader()(wire([{ header, payload: new Uint8Array(0) }]))).toMatchObject([{ header }]);
  });

  it('are not confused with what a library prints', () => {
    const read = createMessageReader();
    expect(() => read(Buffer.from('[W:onnxruntime] a warning\n'))).toThrow(/no longer understand/);
  });

  it('refuse a length that no message has, before waiting for it', () => {
    const bytes = wire([{ header: { type: 'x' }, payload: new Uint8Array(0) }]);
    bytes.writeUInt32LE(0xffffffff, 4);
    expect(() => createMessageReader()(bytes)).toThrow(/no longer understand/);
  });
});
