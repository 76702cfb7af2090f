import type { ClipId } from '../../../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument, Track } from '../../../../src-shared/project/schema.ts';
import type { JobsState } from '../../../editor/stores/jobs-store.ts';
import { contentOf } from '../../../editor/shown-clip.ts';
import type { Translate } from '../../../i18n/i18n.ts';
import type { PeaksSource } from '../../film/peaks-source.ts';
import { clipsWithin } from '../mount-plan.ts';
import { details, detailOf } from '../time-scale.ts';
import { clipFace } from './clip-face.ts';
import { clipInset, namePixels, stripePixels, type ClipBox, type DrawnClip } from './clip-box.ts';
import { drawFilm, type FilmPictures } from './draw-film.ts';
import { drawNameStrip } from './draw-name-strip.ts';
import { drawWave } from './draw-wave.ts';
import type { Palette } from './palette.ts';
import type { StripPlace } from './strip-canvas.ts';

export interface LaneContents {
  readonly track: Track;
  readonly library: Pick<ProjectDocument, 'media' | 'results' | 'settings'>;
  readonly selected: ReadonlySet<ClipId>;
  readonly height: number;
}

export interface LaneSources {
  readonly film: FilmPictures;
  readonly peaks: Pick<PeaksSource, 'get'>;
  readonly jobs: JobsState;
  readonly text: Translate;
  readonly palette: Palette;
}

function placed(
  { track, library, selected, height }: LaneContents,
  { left, width, zoom }: StripPlace,
  { jobs, text }: LaneSources,
): readonly DrawnClip[] {
  const within = clipsWithin(track.clips, { from: left / zoom, to: (left + width) / zoom });
  return within.map((clip) => {
    const start = Math.round(clip.start * zoom) - left;
    const end = Math.max(start + 1, Math.round((clip.start + clip.length) * zoom) - left - 1);
    return {
      clip,
      face: clipFace(clip, { library, kind: track.kind, jobs, text }),
      detail: detailOf(clip.length * zoom),
      isSelected: selected.has(clip.id),
      box: {
        start,
        end,
        left: Math.max(0, start),
        right: Math.min(width, end),
        top: clipInset,
        bottom: height - clipInset,
      },
    };
  });
}

/** Whether a track is neither seen nor heard, so that its clips are drawn as disabled ones are. */
function isOff({ kind, hidden, muted }: Track): boolean {
  return kind === 'video' ? hidden === true : muted === true;
}

/**
 * Draws the clips of a track: fill, stripe, name, and film or sound. Elements lie above those that are near, with what can
 * be pressed; at a distance the drawing is all there is.
 */
export function drawClips(
  context: CanvasRenderingContext2D,
  contents: LaneContents,
  place: StripPlace,
  sources: LaneSources,
): void {
  const { palette } = sources;
  const drawn = placed(contents, place, sources);
  const isFaint = ({ enabled }: Clip): boolean => enabled === false || isOff(contents.track);
  // In rounds, because changing the colour costs more than a rectangle.
  for (const { clip, face, box, isSelected } of drawn) {
    const { fill, lifted } = palette.clip(face.kind);
    context.globalAlpha = isFaint(clip) ? 0.4 : 1;
    context.fillStyle = isSelected ? lifted : fill;
    context.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  }
  for (const { face, box } of drawn) {
    context.fillStyle = palette.clip(face.kind).stripe;
    context.fillRect(box.left, box.top, box.right - box.left, stripePixels);
  }
  for (const one of drawn) {
    if (one.detail === details.nothing) continue;
    const { box } = one;
    context.globalAlpha = isFaint(one.clip) ? 0.4 : 1;
    drawContent(context, { one, inner: { ...box, top: box.top + stripePixels + namePixels } }, contents, {
      place,
      sources,
    });
  }
  context.font = `450 11px ${palette.face}`;
  context.textBaseline = 'middle';
  for (const one of drawn) {
    if (one.detail < details.handles) continue;
    context.globalAlpha = isFaint(one.clip) ? 0.6 : 1;
    drawNameStrip(context, one, one.box.top + stripePixels, palette);
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  for (const { box, isSelected } of drawn) {
    if (isSelected) drawRing(context, box, palette);
  }
}

/** The ring of a selected clip, with a dark line inside, so that it is seen against any fill and any picture. */
function drawRing(context: CanvasRenderingContext2D, box: ClipBox, palette: Palette): void {
  const width = Math.max(1, box.end - box.start - 2);
  const height = box.bottom - box.top - 2;
  context.strokeStyle = palette.accent;
  context.strokeRect(box.start + 1, box.top + 1, width, height);
  if (width < 12) return;
  context.lineWidth = 1;
  context.strokeStyle = palette.edge;
  context.strokeRect(box.start + 2.5, box.top + 2.5, width - 3, height - 3);
  context.lineWidth = 2;
}

function drawContent(
  context: CanvasRenderingContext2D,
  { one: { clip, face, detail }, inner }: { one: DrawnClip; inner: ClipBox },
  { track, library }: LaneContents,
  { place, sources }: { place: StripPlace; sources: LaneSources },
): void {
  const { palette } = sources;
  const { rate } = library.settings;
  const forming = clip.source.kind === 'job' ? sources.film.forming(clip.source.jobId) : null;
  const content = contentOf(library, clip);
  if (forming !== null) drawFilm(context, { clip, box: inner, place, rate, content: forming });
  else if (content.kind === 'media' && track.kind === 'audio') {
    const peaks = sources.peaks.get(content.media.id);
    context.fillStyle = palette.clip(face.kind).stripe;
    if (peaks !== null) drawWave(context, { clip, box: inner, zoom: place.zoom, rate, peaks });
  } else if (content.kind === 'media' && content.media.kind !== 'audio' && content.media.kind !== 'lut') {
    const film = sources.film.of(content.media, inner.bottom - inner.top);
    drawFilm(context, { clip, box: inner, place, rate, content: film });
  }
  if (face.words !== undefined && detail >= details.handles && inner.right > inner.left) {
    context.save();
    context.beginPath();
    context.rect(inner.left, inner.top, inner.right - inner.left - 6, inner.bottom - inner.top);
    context.clip();
    context.fillStyle = palette.text;
    context.fillText(face.words, inner.start + 8, inner.top + 11);
    context.restore();
  }
  context.fillStyle = palette.gen;
  for (const { from, to } of face.made) {
    const length = inner.end - inner.start;
    const left = Math.max(inner.left, inner.start + from * length);
    const right = Math.min(inner.right, inner.start + to * length);
    if (right > left) context.fillRect(left, inner.bottom - 2, right - left, 2);
  }
}
