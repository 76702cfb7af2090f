/** Kinds of H.264 units (ITU-T H.264, table 7-1) that matter for joining streams. */
const keyPicture = 5;
const sequenceSet = 7;
const pictureSet = 8;

function kindOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 31;
}

/** Units of an elementary stream, which begin behind 00 00 01; zeros before the next start code belong to nobody. */
export function unitsOfStream(stream: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let at = 0; at + 2 < stream.length; at += 1) {
    if (stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1) starts.push(at + 3);
  }
  return starts.map((start, index) => {
    let end = (starts[index + 1] ?? stream.length + 3) - 3;
    while (end > start && stream[end - 1] === 0) end -= 1;
    return stream.subarray(start, end);
  });
}

/** Units of one picture of an MP4, each behind its length in four bytes; undefined where the lengths don't fit. */
export function unitsOfPacket(packet: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const units: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= packet.length) {
    const end = at + 4 + view.getUint32(at);
    if (end > packet.length || end === at + 4) return undefined;
    units.push(packet.subarray(at + 4, end));
    at = end;
  }
  return at === packet.length ? units : undefined;
}

/** The same picture for an elementary stream. */
export function streamOfUnits(units: readonly Uint8Array[]): Uint8Array {
  const stream = new Uint8Array(units.reduce((sum, unit) => sum + unit.length + 4, 0));
  let at = 0;
  for (const unit of units) {
    stream.set([0, 0, 0, 1], at);
    stream.set(unit, at + 4);
    at += unit.length + 4;
  }
  return stream;
}

/** Whether nothing before this picture is needed to decode it or any that follows. */
export function isKeyPicture(units: readonly Uint8Array[]): boolean {
  return units.some((unit) => kindOf(unit) === keyPicture);
}

/**
 * What a decoder must be told before the first picture, as text for comparing: streams whose sets are the same, byte for
 * byte, may follow one another. Empty of pictures that bring none.
 */
export function parameterSetsOf(units: readonly Uint8Array[]): string {
  return units
    .filter((unit) => kindOf(unit) === sequenceSet || kindOf(unit) === pictureSet)
    .map((unit) => Buffer.from(unit).toString('hex'))
    .join(' ');
}
