/** A colour table in three dimensions, as the graphics card takes it. */
export interface CubeTable {
  /** Colours along each edge. */
  readonly size: number;
  /** Red, green and blue of every colour, 0 to 1; red runs fastest. */
  readonly values: Float32Array;
  /** What red, green and blue are multiplied by before they are looked up, as ffmpeg reads the table's domain: 0 to 1. */
  readonly scale: readonly [number, number, number];
}

const largest = 129;

/**
 * Reads a `.cube` file (Adobe, "Cube LUT Specification", 1.0) as ffmpeg's `lut3d` does in the delivery. null where it is no whole
 * table of three dimensions: the library lets none in, but the file may have been changed since.
 */
export function readCube(text: string): CubeTable | null {
  let size = 0;
  let values = new Float32Array(0);
  let filled = 0;
  let low: readonly number[] = [0, 0, 0];
  let high: readonly number[] = [1, 1, 1];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const words = line.trim().split(/\s+/);
    const [first = ''] = words;
    if (first === '' || first.startsWith('#')) continue;
    if (first === 'LUT_3D_SIZE') {
      size = Number(words[1]);
      if (!Number.isInteger(size) || size < 2 || size > largest) return null;
      values = new Float32Array(size ** 3 * 3);
    } else if (first === 'DOMAIN_MIN') low = words.slice(1).map(Number);
    else if (first === 'DOMAIN_MAX') high = words.slice(1).map(Number);
    else if (/^[A-Z]/.test(first)) continue;
    else {
      if (filled + 3 > values.length || words.length !== 3) return null;
      for (const word of words) {
        const value = Number(word);
        if (!Number.isFinite(value)) return null;
        values[filled] = value;
        filled += 1;
      }
    }
  }
  if (size === 0 || filled !== values.length) return null;
  const span = (index: number): number => {
    const factor = 1 / ((high[index] ?? 1) - (low[index] ?? 0));
    return Number.isNaN(factor) ? 1 : Math.min(1, Math.max(0, factor));
  };
  return { size, values, scale: [span(0), span(1), span(2)] };
}
