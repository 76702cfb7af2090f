import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, decodeRecords, encodeRecord } from './journal-format.ts';

test('the checksum is the one of zip and PNG', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

const records = fc.array(fc.record({ revision: fc.nat(), text: fc.string() }), { maxLength: 12 });

test('what was written is read', () => {
  fc.assert(
    fc.property(records, (written) => {
      const bytes = Buffer.concat(written.map((record) => encodeRecord(record)));
      expect(decodeRecords(bytes)).toEqual({ records: written, validBytes: bytes.length });
    }),
  );
});

test('a journal that was cut off anywhere keeps every whole record before the cut', () => {
  fc.assert(
    fc.property(records, fc.nat(), (written, seed) => {
      const frames = written.map((record) => encodeRecord(record));
      const bytes = Buffer.concat(frames);
      const cut = bytes.length === 0 ? 0 : seed % (bytes.length + 1);
      let whole = 0;
      let end = 0;
      for (const frame of frames) {
        if (end + frame.length > cut) break;
        end += frame.length;
        whole += 1;
      }
      expect(decodeRecords(bytes.subarray(0, cut))).toEqual({
        records: written.slice(0, whole),
        validBytes: end,
      });
    }),
  );
});

test('a flipped bit ends the journal before the record it is in', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.integer({ min: 0, max: 7 }), (written, seed, bit) => {
      const frames = written.map((record) => encodeRecord(record));
      const bytes = Buffer.concat(frames);
      if (bytes.length === 0) return;
      const at = seed % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      const intact = frames.findIndex((_, index) => {
        const end = frames.slice(0, index + 1).reduce((sum, frame) => sum + frame.length, 0);
        return end > at;
      });
      expect(decodeRecords(bytes).records).toEqual(written.slice(0, intact));
    }),
  );
});

test('any bytes are some journal followed by damage', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeRecords(bytes).validBytes).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
