import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import { endOf } from '../../../../src-shared/timeline/clips.ts';
import { clipsAtEdit } from '../../../../src-shared/timeline/find-clips.ts';
import { inTurn, type EditResult } from '../../../../src-shared/timeline/result.ts';
import { rippleTrim } from '../../../../src-shared/timeline/ripple-trim.ts';
import { rollEdit } from '../../../../src-shared/timeline/roll.ts';
import { rateStretch } from '../../../../src-shared/timeline/speed.ts';
import { trimHead, trimTail } from '../../../../src-shared/timeline/trim.ts';
import { spansOf } from '../../../editor/actions/spans.ts';
import type { ViewState } from '../../../editor/stores/view-store.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import type { MessageKey } from '../../../i18n/i18n.ts';
import { magnetically } from '../../../editor/actions/commit.ts';
import { isOnMagneticMain, sameEdge } from '../../../editor/companions.ts';
import type { GestureStarter, Press } from './gesture.ts';
import { reach } from './reach.ts';

type Mode = 'trim' | 'ripple' | 'roll' | 'rate';

const labels: Readonly<Record<Mode, MessageKey>> = {
  trim: 'edit.label.trim',
  ripple: 'edit.label.rippleTrim',
  roll: 'edit.label.roll',
  rate: 'edit.label.rateStretch',
};

/** The select tool trims; with Shift it ripples, with Alt it rolls; the other tools do what they are named for. */
function modeOf({ tool }: Pick<ViewState, 'tool'>, { shift, alt }: Press): Mode | null {
  if (tool === 'ripple' || tool === 'roll' || tool === 'rate') return tool;
  if (tool !== 'select') return null;
  if (shift) return 'ripple';
  if (alt) return 'roll';
  return 'trim';
}

/** Dragging an edge of a clip, alone or with those linked at the same edge. */
export const startTrim: GestureStarter = (press, studio) => {
  const document = studio.project.getState().project?.document;
  const { clip: id } = press;
  const asked = modeOf(studio.view.getState(), press);
  if (document === undefined || id === null || asked === null) return null;
  const { timeline, settings } = document;
  const edge = edgeOf(press, asked, timeline.tracks, id);
  if (edge === null) return null;
  const places = sameEdge(studio, timeline, id, edge);
  const isMain = isOnMagneticMain(studio, timeline, places);
  const mode: Mode = isMain && asked === 'trim' ? 'ripple' : asked;
  const own = places[0]?.clip;
  if (own === undefined) return null;
  const at = edge === 'start' ? own.start : endOf(own);
  const sourceSpan = spansOf(document);
  const clipIds = places.map(({ clip }) => clip.id);
  const side = edge === 'start' ? 'head' : 'tail';

  function edit(by: number): EditResult {
    const to = frames(at + by);
    switch (mode) {
      case 'ripple':
        return magnetically(studio, timeline, (now) =>
          rippleTrim(now, { clipIds, edge: side, by, sourceSpan }),
        );
      case 'roll':
        return inTurn(
          timeline,
          places.map(
            ({ track }) =>
              (now) =>
                rollEdit(now, { trackId: track.id, at, by, sourceSpan }),
          ),
        );
      case 'rate':
        return rateStretch(timeline, { clipIds, edge: side, to, ripple: isMain, sourceSpan });
      case 'trim':
        return inTurn(
          timeline,
          places.map(
            ({ clip }) =>
              (now) =>
                (edge === 'start' ? trimHead : trimTail)(now, { clipId: clip.id, to, sourceSpan }),
          ),
        );
      default:
        return assertNever(mode);
    }
  }

  return {
    label: labels[mode],
    moving: clipIds,
    edges: [at],
    drag(wanted) {
      const step = reach(wanted, edit);
      const length = own.length + (edge === 'start' ? -step.by : step.by);
      const speed =
        mode === 'rate'
          ? studio.text('timeline.percent', { percent: Math.round((own.length / length) * 100) })
          : '';
      // A ripple keeps the head in its place and moves what follows.
      const isHeld = edge === 'start' && (mode === 'ripple' || (mode === 'rate' && isMain));
      const place = isHeld ? at : at + step.by;
      return {
        ...step,
        shows: edge === 'start' ? place : place - 1,
        says: [timecodeText(length, settings.rate), speed],
      };
    },
  };
};

/** The edge under a press; a roll takes the nearer edge of the clip, because either side of a cut means the cut. */
function edgeOf(
  { part, frame }: Press,
  mode: Mode,
  tracks: readonly Parameters<typeof sameEdge>[1]['tracks'][number][],
  id: NonNullable<Press['clip']>,
): 'start' | 'end' | null {
  if (part === 'start' || part === 'end') return part;
  if (mode !== 'roll') return null;
  const track = tracks.find(({ clips }) => clips.some((clip) => clip.id === id));
  const clip = track?.clips.find((one) => one.id === id);
  if (track === undefined || clip === undefined) return null;
  const nearer = frame - clip.start < clip.length / 2 ? 'start' : 'end';
  const { left, right } = clipsAtEdit(track.clips, nearer === 'start' ? clip.start : endOf(clip));
  return left === undefined || right === undefined ? null : nearer;
}
