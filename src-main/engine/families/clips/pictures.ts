import type { PlannedWindow } from '../../../../src-shared/generation/plan.ts';
import { pictureToPlanes, type Bucket } from '../../run/pixels.ts';

/** RGB24 pictures of the message to planes, in the order they came. */
export function planesOf(payload: Uint8Array, bucket: Bucket): Float32Array[] {
  const bytes = bucket.visible.width * bucket.visible.height * 3;
  return Array.from({ length: payload.length / bytes }, (_, at) => {
    const planes = new Float32Array(3 * bucket.width * bucket.height);
    pictureToPlanes(payload.subarray(at * bytes, (at + 1) * bytes), bucket, planes, 0);
    return planes;
  });
}

/** Frames a later window still needs as known ones. */
export function neededLater(windows: readonly PlannedWindow[], from: number): Set<number> {
  return new Set(
    windows.slice(from).flatMap(({ frames, known }) => frames.filter((_, at) => known[at] === true)),
  );
}

/** The old shot of a window, spare frames showing the last one again; undefined where nothing is made over. */
export function sourceOf(
  frames: readonly number[],
  places: readonly number[],
  count: number,
  pictures: ReadonlyMap<number, Float32Array>,
  sources: ReadonlyMap<number, Float32Array>,
): Float32Array[] | undefined {
  if (sources.size === 0) return undefined;
  const clip: Float32Array[] = [];
  let last: Float32Array = new Float32Array(0);
  for (let place = 0; place < count; place += 1) {
    const frame = frames[places.indexOf(place)];
    const picture = frame === undefined ? undefined : (sources.get(frame) ?? pictures.get(frame));
    last = picture ?? last;
    clip.push(last);
  }
  return clip;
}
