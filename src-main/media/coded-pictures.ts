import { open } from 'node:fs/promises';
import { EncodedPacketSink } from 'mediabunny';
import type { EncodedPacket } from 'mediabunny';
import { cancelledError } from '../../src-shared/errors/app-error.ts';
import { isKeyPicture, parameterSetsOf, streamOfUnits, unitsOfPacket } from './h264-units.ts';
import { openTracks } from './open-tracks.ts';
import type { VideoProbe } from './probe-types.ts';

/** Times of a container are rounded to its clock. */
const sameTime = 1e-4;

/** A run of pictures as they are coded. */
export interface CodedRun {
  /** Index of the first: a key picture. */
  readonly first: number;
  /** Each as a piece of an elementary stream. Throws where one is not what the first promised. */
  readonly pictures: () => AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Opens pictures `first` … `end - 1` of an H.264 film from the first key picture among them on, and hands them to `use`.
 *
 * @param sets what every key picture must bring: see `parameterSetsOf`
 * @returns what `use` said; undefined where there is no such run
 */
export async function withCodedRun<Result>(
  probe: VideoProbe,
  { first, end }: { readonly first: number; readonly end: number },
  sets: string,
  use: (run: CodedRun) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const handle = await open(probe.path, 'r');
  const input = openTracks(handle, probe.bytes);
  try {
    const [track] = await input.getVideoTracks();
    if (track === undefined) return undefined;
    const sink = new EncodedPacketSink(track);
    const isAt = (packet: EncodedPacket, index: number): boolean =>
      Math.abs(packet.timestamp - (probe.times[index] ?? Infinity)) < sameTime;
    let key = await sink.getKeyPacket((probe.times[first] ?? 0) + sameTime);
    if (key !== null && !isAt(key, first)) key = await sink.getNextKeyPacket(key);
    if (key === null) return undefined;
    const start = key;
    const begin = probe.times.findIndex((_, index) => index >= first && isAt(start, index));
    if (begin < 0 || begin >= end) return undefined;
    const units = unitsOfPacket(start.data);
    if (units === undefined || !isKeyPicture(units) || parameterSetsOf(units) !== sets) return undefined;
    return await use({
      first: begin,
      async *pictures() {
        let index = begin;
        for await (const packet of sink.packets(start)) {
          if (index === end) return;
          if (signal.aborted) throw cancelledError();
          const parts = unitsOfPacket(packet.data);
          if (parts === undefined || !isAt(packet, index)) throw new Error('A picture is out of its place.');
          const brought = parameterSetsOf(parts);
          if (brought !== sets && (brought !== '' || isKeyPicture(parts))) {
            throw new Error('A picture is coded differently.');
          }
          yield streamOfUnits(parts);
          index += 1;
        }
        if (index < end) throw new Error('The film ends early.');
      },
    });
  } finally {
    input.dispose();
    await handle.close();
  }
}
