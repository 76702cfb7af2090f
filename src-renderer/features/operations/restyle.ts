import { requestLimits, type GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import { framesOfSeconds, seconds } from '../../../src-shared/time/rate.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';
import { contextFor, sayWhyNot } from './context.ts';
import { footageOf, versionRange } from './footage.ts';
import { shapeOf } from './place-shot.ts';
import { onlyChosen } from './selected.ts';
import { startTakes } from './start-takes.ts';
import { wordsOfPanel } from './words.ts';

export function restyleReason(studio: Studio): Refusal | null {
  const chosen = onlyChosen(studio);
  if (chosen === undefined) return 'reason.oneClip';
  const context = contextFor(studio, 'restyle');
  if ('said' in context) return context;
  const footage = footageOf(chosen.document, chosen.clip);
  if (typeof footage === 'string') return footage;
  if (studio.prompt.getState().prompt.trim() === '') return 'generate.reason.noPrompt';
  const most = framesOfSeconds(seconds(requestLimits.seconds.max), chosen.document.settings.rate);
  return chosen.clip.length > most ? 'operation.reason.clipTooLong' : null;
}

/**
 * The selected clip anew by the words of the prompt panel, as a take of it.
 *
 * @param strength how much of the clip is given up: 0 keeps all of it, 1 only its place
 */
export async function restyleClip(studio: Studio, strength: number): Promise<void> {
  const reason = restyleReason(studio);
  const chosen = onlyChosen(studio);
  const context = contextFor(studio, 'restyle');
  if (reason !== null || chosen === undefined || 'said' in context) {
    return sayWhyNot(studio, reason ?? 'reason.oneClip');
  }
  const { document } = context;
  const { clip } = chosen;
  const footage = footageOf(document, clip);
  if (typeof footage === 'string') return;
  const version = versionRange(clip, document.settings.rate, 'made');
  const request: GenerationRequestInput = {
    ...wordsOfPanel(studio, context, footage.media),
    operation: 'restyle',
    source: footage.media.id,
    range: version.range,
    strength,
  };
  await startTakes(studio, {
    label: 'operation.label.restyle',
    clip,
    requests: [request],
    takeLength: shapeOf(document, request).frames,
    sourceIn: version.sourceIn,
  });
}
