/**
 * SentencePiece's table of character replacements, as a tokenizer.json carries it (`precompiled_charsmap`, base64): four
 * bytes of size, a double-array trie over UTF-8 (darts-clone), then the replacements, each ended by a zero byte.
 *
 * Unicode's own NFKC comes near to it and is not the same: the table composes no Korean syllables from loose letters and
 * leaves joiners between emoji alone.
 */
export type NormaliseText = (text: string) => string;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Longer clusters are looked up character by character, as the reference implementation does. */
const longestCluster = 5;

interface Trie {
  readonly units: Uint32Array;
  readonly replacements: Uint8Array;
}

/** Where the replacement of a key begins; undefined where the table has none for exactly this key's beginning. */
function lookUp({ units }: Trie, key: Uint8Array): number | undefined {
  const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
  let position = offsetOf(units[0] ?? 0);
  for (const octet of key) {
    if (octet === 0) return undefined;
    position ^= octet;
    const unit = units[position] ?? 0;
    if ((unit & 0x8000_00ff) !== octet) return undefined;
    position ^= offsetOf(unit);
    // The first key that ends on the way wins.
    if (((unit >>> 8) & 1) === 1) return (units[position] ?? 0) & 0x7fff_ffff;
  }
  return undefined;
}

function replacementOf(trie: Trie, key: Uint8Array): string | undefined {
  const start = lookUp(trie, key);
  if (start === undefined) return undefined;
  const end = trie.replacements.indexOf(0, start);
  return decoder.decode(trie.replacements.subarray(start, end < 0 ? undefined : end));
}

/**
 * @param base64 the table.
 * @throws RangeError where it is cut short.
 */
export function readCharsmap(base64: string): NormaliseText {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  const size = bytes.length < 4 ? Infinity : new DataView(bytes.buffer).getUint32(0, true);
  if (size % 4 !== 0 || 4 + size > bytes.length)
    throw new RangeError('The table of characters is cut short.');
  const trie: Trie = {
    units: new Uint32Array(bytes.slice(4, 4 + size).buffer),
    replacements: bytes.subarray(4 + size),
  };
  const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });
  return (text) => {
    let normal = '';
    for (const { segment } of clusters.segment(text)) {
      const key = encoder.encode(segment);
      const whole = key.length <= longestCluster ? replacementOf(trie, key) : undefined;
      if (whole !== undefined) {
        normal += whole;
        continue;
      }
      for (const character of segment) normal += replacementOf(trie, encoder.encode(character)) ?? character;
    }
    return normal;
  };
}
