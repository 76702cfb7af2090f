/** A colour table in three dimensions. */
export interface CubeTable {
  /** Colours along each edge. */
  readonly size: number;
  /** Red, green and blue of every colour, 0 to 1; red runs fastest. */
  readonly values: Float32Array;
  /** What red, green and blue are multiplied by before they are looked up, as ffmpeg reads the table's domain: 0 to 1. */
  readonly scale: readonly [number, number, number];
}

/** What is wrong with a file: a table of one dimension, a line that is no colour, or more or fewer colours than it says. */
export type CubeFault = 'one-dimension' | 'line' | 'not-whole';

export type CubeReading =
  { readonly ok: true; readonly table: CubeTable } | { readonly ok: false; readonly fault: CubeFault };

/** Colours along an edge of the largest table that is read; 65 is the largest in use. */
const largest = 129;

/**
 * Reads a `.cube` file (Adobe, "Cube LUT Specification", 1.0) as ffmpeg's `lut3d` does in the delivery. The library lets in what
 * can be read here, and the viewer draws it, since the file may have been changed since.
 */
export function readCube(text: string): CubeReading {
  let size = 0;
  let values = new Float32Array(0);
  let filled = 0;
  let low: readonly number[] = [0, 0, 0];
  let high: readonly number[] = [1, 1, 1];
  const bad = (fault: CubeFault): CubeReading => ({ ok: false, fault });
  for (const line of text.split(/\r\n|\r|\n/)) {
    const words = line.trim().split(/\s+/);
    const [first = ''] = words;
    if (first === '' || first.startsWith('#')) continue;
    if (first === 'LUT_1D_SIZE') return bad('one-dimension');
    if (first === 'LUT_3D_SIZE') {
      size = Number(words[1]);
      if (!Number.isInteger(size) || size < 2 || size > largest) return bad('not-whole');
      values = new Float32Array(size ** 3 * 3);
      filled = 0;
    } else if (first === 'DOMAIN_MIN') low = words.slice(1).map(Number);
    else if (first === 'DOMAIN_MAX') high = words.slice(1).map(Number);
    else if (/^[A-Z]/.test(first)) continue;
    else {
      const colour = words.map(Number);
      if (colour.length !== 3 || !colour.every(Number.isFinite)) return bad('line');
      if (filled + 3 > values.length) return bad('not-whole');
      values.set(colour, filled);
      filled += 3;
    }
  }
  if (size === 0 || filled !== values.length) return bad('not-whole');
  const span = (index: number): number => {
    const factor = 1 / ((high[index] ?? 1) - (low[index] ?? 0));
    return Number.isNaN(factor) ? 1 : Math.min(1, Math.max(0, factor));
  };
  return { ok: true, table: { size, values, scale: [span(0), span(1), span(2)] } };
}
