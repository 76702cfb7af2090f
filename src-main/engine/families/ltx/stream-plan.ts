import type { StreamHalf, StreamLayer } from '../../../../src-shared/pack/ltx.ts';

/** Frames of a row that are kept for the next call. */
export const keptFrames = 2;

/** In place of a frame's number: an empty place of a row, or a result that is to be dropped. */
export const none = -1;

/** Rows of a layer: a residual one has two, of its first and its second convolution. */
export function rowsOf({ kind, name }: Pick<StreamLayer, 'kind' | 'name'>): readonly string[] {
  return kind === 'residual' ? [`${name}a`, `${name}b`] : [name];
}

/** What one call of a graph is told, and what it gives. */
export interface StreamCall {
  /** By graph input: places in rows (`…_taps`, `…_keep`, `…_skip`). A row is what was kept, then what comes in. */
  readonly places: Readonly<Record<string, readonly number[]>>;
  /** The frames that come out, by their number in the clip, or `none`. */
  readonly frames: readonly number[];
}

interface Row {
  readonly name: string;
  /** Frames that were kept of the call before. */
  held: readonly number[];
  /** The next frame to give. */
  next: number;
}

/** Which frames a convolution looks at for one that it gives: three, or three twice where two become one. */
type Needs = (frame: number) => readonly number[];

function needsOf(kind: StreamLayer['kind'], causal: boolean, frames: number): Needs {
  const seen = [-2, -1, 0].map((offset) => (causal ? offset : offset + 1));
  const within = (frame: number) => Math.min(Math.max(frame, 0), frames - 1);
  if (kind !== 'shrink') return (frame) => seen.map((offset) => within(frame + offset));
  // Its first frame stands for two, so that all that follow are one further.
  return (frame) =>
    [2 * frame, 2 * frame + 1].flatMap((doubled) => seen.map((offset) => within(doubled + offset - 1)));
}

/** How many frames come out of a layer in all. */
function countAfter(kind: StreamLayer['kind'], frames: number): number {
  if (kind === 'grow') return 2 * frames - 1;
  return kind === 'shrink' ? (frames + 1) / 2 : frames;
}

/** Gives what can be given: the frames' numbers, and the places of what each looks at. */
function advance(row: Row, line: readonly number[], count: number, most: number, needs: Needs) {
  const frames: number[] = [];
  const taps: number[] = [];
  while (row.next < count && frames.length < most) {
    const places = needs(row.next).map((frame) => line.lastIndexOf(frame));
    if (places.includes(none)) break;
    taps.push(...places);
    frames.push(row.next);
    row.next += 1;
  }
  // Providers differ in what they make of no frames at all, so one is computed that nobody looks at.
  return frames.length > 0 ? { frames, taps } : { frames: [none], taps: needs(0).map(() => 0) };
}

/** Keeps what is still needed: every frame from `oldest` on. Gives its places. */
function keep(row: Row, line: readonly number[], oldest: number): number[] {
  const places = line.flatMap((frame, place) => (frame >= oldest && frame !== none ? [place] : []));
  if (places.length > keptFrames) throw new Error(`${row.name} would have to keep ${places.length} frames.`);
  row.held = Array.from({ length: keptFrames }, (_, at) => line[places[at] ?? none] ?? none);
  return Array.from({ length: keptFrames }, (_, at) => places[at] ?? 0);
}

/**
 * Plans how a clip goes through one half of the autoencoder piece by piece, so that it comes out as if it had gone through
 * as a whole: beyond its ends a clip shows its first and last frame, and a convolution that looks ahead gives a frame when
 * the next one is there. Each layer over time that looks ahead puts the results off by one frame, so a few calls at the end
 * take nothing new in.
 *
 * @param frames of the clip as it comes in; @param most of them that a call takes in, and each layer gives accordingly.
 * @returns the next call, told the numbers of the frames that come in: the next ones in order, or `none`.
 */
export function createStreamPlan(
  { causal, layers }: StreamHalf,
  frames: number,
  most: number,
): (incoming: readonly number[]) => StreamCall {
  let count = frames;
  let limit = most;
  const parts = layers.map((layer) => {
    const { kind } = layer;
    const needs = needsOf(kind, causal, count);
    const given = kind === 'grow' ? count : countAfter(kind, count);
    const part = { kind, needs, count: given, limit: kind === 'shrink' ? Math.ceil(limit / 2) : limit };
    count = countAfter(kind, count);
    if (kind === 'grow') limit *= 2;
    if (kind === 'shrink') limit = part.limit;
    const rows = rowsOf(layer).map((name): Row => ({ name, held: [none, none], next: 0 }));
    return { ...part, name: layer.name, rows };
  });
  return (incoming) => {
    const places: Record<string, readonly number[]> = {};
    let flow = incoming;
    for (const { kind, name, rows, needs, count: total, limit: top } of parts) {
      const lines: (readonly number[])[] = [];
      for (const row of rows) {
        const line = [...row.held, ...flow];
        lines.push(line);
        const { frames: made, taps } = advance(row, line, total, top, needs);
        places[`${row.name}_taps`] = taps;
        flow = made;
      }
      if (kind === 'residual')
        places[`${name}_skip`] = flow.map((frame) =>
          frame === none ? 0 : (lines[0]?.lastIndexOf(frame) ?? 0),
        );
      // What goes around a residual layer is needed until its last row has given it.
      const passing = kind === 'residual' ? Math.min(...rows.map(({ next }) => next)) : Infinity;
      for (const [at, row] of rows.entries()) {
        const oldest = Math.min(row.next < total ? Math.min(...needs(row.next)) : Infinity, passing);
        places[`${row.name}_keep`] = keep(row, lines[at] ?? [], oldest);
      }
      if (kind === 'grow')
        flow = flow.flatMap((frame) => (frame === none ? [none, none] : [2 * frame - 1, 2 * frame]));
    }
    return { places, frames: flow };
  };
}
