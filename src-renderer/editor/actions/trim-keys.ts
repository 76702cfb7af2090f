import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { inTurn, refused, type EditResult } from '../../../src-shared/timeline/result.ts';
import { rippleTrim } from '../../../src-shared/timeline/ripple-trim.ts';
import { rollEdit } from '../../../src-shared/timeline/roll.ts';
import { slideClip } from '../../../src-shared/timeline/slide.ts';
import { slipClip } from '../../../src-shared/timeline/slip.ts';
import { rateStretch } from '../../../src-shared/timeline/speed.ts';
import { trimHead, trimTail } from '../../../src-shared/timeline/trim.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import { isOnMagneticMain } from '../companions.ts';
import { commitResult, documentOf, magnetically } from './commit.ts';
import { spansOf } from './spans.ts';

interface Edge {
  readonly edge: 'head' | 'tail';
  readonly at: number;
}

/**
 * What a drag with the present tool does, by frames and from the keyboard: the edge of each selected clip that is nearer to
 * the playhead moves (trim, on a magnetic main track ripple; roll, rate), or its pictures (slip), or the clip itself (slide).
 */
export function trimByKeys(studio: Studio, by: number): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const { tool: held } = studio.view.getState();
  const { timeline } = document;
  const ids = [...studio.selection.getState().clips];
  const places = ids.flatMap((id) => findClip(timeline, id) ?? []);
  const isMain = isOnMagneticMain(studio, timeline, places);
  const tool = isMain && held === 'select' ? 'ripple' : held;
  const sourceSpan = spansOf(document);
  const { frame } = studio.transport.getState();

  function edgeOf(id: ClipId): Edge | undefined {
    const clip = findClip(timeline, id)?.clip;
    if (clip === undefined) return undefined;
    const isHead = Math.abs(frame - clip.start) < Math.abs(frame - endOf(clip));
    return { edge: isHead ? 'head' : 'tail', at: isHead ? clip.start : endOf(clip) };
  }

  /** The selected clips whose edges lie where that of the first lies. */
  function sameAs({ edge, at }: Edge): readonly ClipId[] {
    return ids.filter((id) => {
      const other = edgeOf(id);
      return other?.edge === edge && other.at === at;
    });
  }

  function edit(): readonly [MessageKey, EditResult] {
    const first = ids[0] === undefined ? undefined : edgeOf(ids[0]);
    if (first === undefined) return ['edit.label.trim', refused('clip.missing')];
    const each = (act: (id: ClipId) => (now: typeof timeline) => EditResult): EditResult =>
      inTurn(timeline, ids.map(act));
    switch (tool) {
      case 'slip':
        return ['edit.label.slip', each((clipId) => (now) => slipClip(now, { clipId, by, sourceSpan }))];
      case 'slide':
        return ['edit.label.slide', each((clipId) => (now) => slideClip(now, { clipId, by, sourceSpan }))];
      case 'ripple': {
        const trim = { clipIds: sameAs(first), edge: first.edge, by, sourceSpan };
        return ['edit.label.rippleTrim', magnetically(studio, timeline, (now) => rippleTrim(now, trim))];
      }
      case 'roll':
        return [
          'edit.label.roll',
          each((id) => (now) => {
            const place = findClip(timeline, id);
            const edge = edgeOf(id);
            if (place === undefined || edge === undefined) return refused('clip.missing');
            return rollEdit(now, { trackId: place.track.id, at: edge.at, by, sourceSpan });
          }),
        ];
      case 'rate':
        return [
          'edit.label.rateStretch',
          rateStretch(timeline, {
            clipIds: sameAs(first),
            edge: first.edge,
            to: first.at + by,
            ripple: isMain,
            sourceSpan,
          }),
        ];
      case 'select':
      case 'blade':
      case 'forward':
      case 'backward':
      case 'hand':
        return [
          'edit.label.trim',
          each((clipId) => (now) => {
            const edge = edgeOf(clipId);
            if (edge === undefined) return refused('clip.missing');
            const act = edge.edge === 'head' ? trimHead : trimTail;
            return act(now, { clipId, to: frames(edge.at + by), sourceSpan });
          }),
        ];
      default:
        return assertNever(tool);
    }
  }
  commitResult(studio, ...edit());
}
