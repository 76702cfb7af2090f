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
import { commitResult, documentOf } from './commit.ts';
import { spansOf } from './spans.ts';

/**
 * What a drag with the present tool does, by frames and from the keyboard: the edge of each selected clip that is nearer to
 * the playhead moves (trim, on a magnetic timeline ripple; roll, rate), or its pictures (slip), or the clip itself (slide).
 */
export function trimByKeys(studio: Studio, by: number): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const { tool: held, magnetic } = studio.view.getState();
  const tool = magnetic && held === 'select' ? 'ripple' : held;
  const { timeline } = document;
  const ids = [...studio.selection.getState().clips];
  const sourceSpan = spansOf(document);
  const { frame } = studio.transport.getState();

  function edgeOf(
    id: ClipId,
  ): { readonly edge: 'head' | 'tail'; readonly at: number; readonly track: string } | undefined {
    const place = findClip(timeline, id);
    if (place === undefined) return undefined;
    const { clip, track } = place;
    const isHead = Math.abs(frame - clip.start) < Math.abs(frame - endOf(clip));
    return { edge: isHead ? 'head' : 'tail', at: isHead ? clip.start : endOf(clip), track: track.id };
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
        const same = ids.filter((id) => edgeOf(id)?.at === first.at);
        return [
          'edit.label.rippleTrim',
          rippleTrim(timeline, { clipIds: same, edge: first.edge, by, sourceSpan }),
        ];
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
          each((clipId) => (now) => {
            const edge = edgeOf(clipId);
            if (edge === undefined) return refused('clip.missing');
            return rateStretch(now, { clipId, edge: edge.edge, to: edge.at + by, sourceSpan });
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
