import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { serialiseInPieces } from '../../src-shared/project/serialise.ts';
import { nextTurn } from './next-turn.ts';

/** So long the thread is kept at a time; a window redraws every 16 ms. */
const turnMs = 5;
/** The clock is asked once in so many pieces. */
const piecesPerLook = 16;

/** The bytes of project.json, made in turns of a few milliseconds: the document must not change meanwhile, and never does. */
export async function encodeProject(document: ProjectDocument): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let text = '';
  let pieces = 0;
  let until = performance.now() + turnMs;
  for (const piece of serialiseInPieces(document)) {
    text += piece;
    pieces += 1;
    if (pieces % piecesPerLook !== 0 || performance.now() < until) continue;
    parts.push(encoder.encode(text));
    text = '';
    await nextTurn();
    until = performance.now() + turnMs;
  }
  parts.push(encoder.encode(text));
  return Buffer.concat(parts);
}
