import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';
import { extensionSpot } from '../generate/extend.ts';
import { framesOfSeconds, seconds as inSeconds } from '../../../src-shared/time/rate.ts';
import { contextFor, sayWhyNot } from './context.ts';
import { footageOf } from './footage.ts';
import { placeShot } from './place-shot.ts';
import { onlyChosen } from './selected.ts';
import { wordsOfShot } from './words.ts';

/** Closing a clip is a bridge from its end to its beginning. */
export function closeLoopReason(studio: Studio): Refusal | null {
  const chosen = onlyChosen(studio);
  if (chosen === undefined) return 'reason.oneClip';
  const footage = footageOf(chosen.document, chosen.clip);
  if (typeof footage === 'string') return footage;
  const context = contextFor(studio, 'bridge');
  return 'said' in context ? context : null;
}

/** New material after the selected clip that leads from its last frame back to its first, `by` seconds of it. */
export async function closeLoop(studio: Studio, by: number): Promise<void> {
  const reason = closeLoopReason(studio);
  const chosen = onlyChosen(studio);
  const context = contextFor(studio, 'bridge');
  if (reason !== null || chosen === undefined || 'said' in context) {
    return sayWhyNot(studio, reason ?? 'reason.oneClip');
  }
  const { clip, track } = chosen;
  const footage = footageOf(context.document, clip);
  if (typeof footage === 'string') return;
  const { media } = footage;
  const request: GenerationRequestInput = {
    ...wordsOfShot(studio, context, media),
    operation: 'loop',
    seconds: by,
    source: media.id,
    // Both ends count, so the take holds the clip just as it is shown.
    range: [clip.sourceIn, clip.length],
  };
  const length = framesOfSeconds(inSeconds(by), context.document.settings.rate);
  await placeShot(studio, context.document, {
    label: 'operation.label.loop',
    name: clip.name,
    request,
    trackId: track.id,
    ...extensionSpot(track, clip, 'forward', length),
  });
}
