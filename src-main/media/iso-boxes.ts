/** More than this many boxes on one level are no honest file. */
export const mostBoxes = 10_000;

/** A box of an ISO base media file (ISO/IEC 14496-12). */
export interface Box {
  readonly type: string;
  /** Contents, header left out. */
  readonly from: number;
  readonly to: number;
}

/** The boxes that stand one after another (ISO/IEC 14496-12, 4.2); ends at whatever is no box. */
export function boxesIn(view: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < mostBoxes;) {
    const short = view.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
    const header = short === 1 ? 16 : 8;
    if (at + header > to) break;
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    if (size < header || at + size > to) break;
    boxes.push({ type, from: at + header, to: at + size });
    at += size;
  }
  return boxes;
}

export function inside(view: DataView, box: Box | undefined, ...types: string[]): Box | undefined {
  let found = box;
  for (const type of types)
    found =
      found === undefined ? undefined : boxesIn(view, found.from, found.to).find((one) => one.type === type);
  return found;
}
