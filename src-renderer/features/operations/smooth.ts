import { requestLimits, type GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { conformedLength } from '../../../src-shared/time/conform-frames.ts';
import { isProjectRate } from '../../../src-shared/time/project-rate.ts';
import { frames, framesOfSeconds, seconds, type Rate } from '../../../src-shared/time/rate.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';
import { contextFor, sayWhyNot } from './context.ts';
import { footageOf, versionRange } from './footage.ts';
import { onlyChosen } from './selected.ts';
import { startTakes } from './start-takes.ts';
import { wordsOfShot } from './words.ts';

function perSecond({ num, den }: Rate): number {
  return num / den;
}

/**
 * The rate a clip is smoothed to: the project's, where its file shows fewer pictures a second than that, be it that a
 * model held each for several frames; else twice its own. Undefined where that can't be delivered.
 */
export function smoothRate(media: Media, project: Rate): Rate | undefined {
  const shown =
    media.provenance.origin === 'generated' && media.provenance.recipe.operation !== 'smooth'
      ? media.provenance.recipe.plan.rate
      : media.rate;
  if (perSecond(shown) * 2 <= perSecond(project)) return { num: project.num, den: project.den };
  const double =
    media.rate.den % 2 === 0
      ? { num: media.rate.num, den: media.rate.den / 2 }
      : { num: media.rate.num * 2, den: media.rate.den };
  return isProjectRate(double) ? double : undefined;
}

export function smoothReason(studio: Studio): Refusal | null {
  const chosen = onlyChosen(studio);
  if (chosen === undefined) return 'reason.oneClip';
  const context = contextFor(studio, 'smooth');
  if ('said' in context) return context;
  const footage = footageOf(chosen.document, chosen.clip);
  if (typeof footage === 'string') return footage;
  const { rate } = chosen.document.settings;
  if (smoothRate(footage.media, rate) === undefined) return 'operation.reason.smoothEnough';
  const most = framesOfSeconds(seconds(requestLimits.seconds.max), rate);
  return chosen.clip.length > most ? 'operation.reason.clipTooLong' : null;
}

/** Pictures between those of the selected clip, as a take of it. */
export async function smoothClip(studio: Studio): Promise<void> {
  const reason = smoothReason(studio);
  const chosen = onlyChosen(studio);
  const context = contextFor(studio, 'smooth');
  if (reason !== null || chosen === undefined || 'said' in context) {
    return sayWhyNot(studio, reason ?? 'reason.oneClip');
  }
  const { clip } = chosen;
  const { document } = context;
  const footage = footageOf(document, clip);
  if (typeof footage === 'string') return;
  const project = document.settings.rate;
  const rate = smoothRate(footage.media, project);
  if (rate === undefined) return;
  const { range, sourceIn } = versionRange(clip, project, 'made');
  // Ranges count at the finished file's rate.
  const first = range[0] === 0 ? 0 : conformedLength(frames(range[0]), project, rate);
  const count = conformedLength(frames(range[1]), project, rate);
  const request: GenerationRequestInput = {
    ...wordsOfShot(studio, context, footage.media),
    operation: 'smooth',
    source: footage.media.id,
    range: [first, count],
    rate,
  };
  await startTakes(studio, {
    label: 'operation.label.smooth',
    clip,
    requests: [request],
    takeLength: frames(range[1]),
    sourceIn,
  });
}
