import type { Media, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { mediaLength } from '../../../src-shared/project/sources.ts';
import { frames, type Frames } from '../../../src-shared/time/rate.ts';
import { clipAt, findClip, trackEnd } from '../../../src-shared/timeline/clips.ts';
import { matchFrame } from '../../../src-shared/timeline/match-frame.ts';
import { insertClip, overwriteClip } from '../../../src-shared/timeline/place.ts';
import { replaceClip } from '../../../src-shared/timeline/replace.ts';
import { fittingSpeed } from '../../../src-shared/timeline/speed.ts';
import { editPlace } from '../../../src-shared/timeline/three-point.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf, magnetically, sayRefusal } from './commit.ts';
import { placedClip, placedLength } from './place.ts';
import { spansOf } from './spans.ts';
import { targetTrack } from './tracks.ts';

/** What an edit takes: the source monitor's file while it is open, else the one chosen in the library. */
export function editSource(studio: Studio): Media | undefined {
  const document = documentOf(studio);
  const id = studio.source.getState().media ?? studio.selection.getState().media;
  return id === null ? undefined : document?.media[id];
}

interface SourceEdit {
  readonly document: ProjectDocument;
  readonly media: Media;
  readonly track: Track;
}

function begun(studio: Studio): SourceEdit | undefined {
  const document = documentOf(studio);
  const media = editSource(studio);
  if (document === undefined || media === undefined) return undefined;
  const track = targetTrack(studio, media.kind === 'audio' ? 'audio' : 'video');
  if (track === undefined) {
    sayRefusal(studio, 'track.missing');
    return undefined;
  }
  return { document, media, track };
}

/**
 * Three- and four-point editing: the marks of the source and of the timeline say where and how much; the playhead stands in
 * for a missing in, the source's own length for a missing out. The playhead goes behind what was placed.
 */
export function editFromSource(studio: Studio, mode: 'insert' | 'overwrite' | 'append'): void {
  const edit = begun(studio);
  if (edit === undefined) return;
  const { document, media, track } = edit;
  const { timeline } = document;
  const marks = studio.source.getState().marks.get(media.id) ?? {};
  const isAppend = mode === 'append';
  const place = editPlace(
    {
      sourceIn: marks.in,
      sourceOut: marks.out,
      timelineIn: isAppend ? trackEnd(track) : timeline.in,
      timelineOut: isAppend ? undefined : timeline.out,
    },
    {
      sourceLength: mediaLength(document, media),
      stillLength: placedLength(studio, media),
      playhead: studio.transport.getState().frame,
    },
  );
  if (typeof place === 'string') return sayRefusal(studio, place);
  const { at, sourceIn, length } = place;
  const isFourPoints = !isAppend && timeline.in !== undefined && timeline.out !== undefined;
  const isOutLeft = isFourPoints && marks.in !== undefined && marks.out !== undefined;
  const id = studio.ids.clip();
  const clip = {
    id,
    name: media.name,
    source: { kind: 'media' as const, mediaId: media.id },
    length,
    sourceIn,
  };
  const act = mode === 'insert' ? insertClip : overwriteClip;
  const result = magnetically(studio, timeline, (now) =>
    act(now, { trackId: track.id, clip, at, newId: () => studio.ids.clip() }),
  );
  if (!commitResult(studio, `edit.label.${mode}`, result, [id])) return;
  studio.transport.seek((placedClip(studio, id)?.start ?? at) + length);
  // Four points of two lengths: which one gave way is said, for the pictures alone don't show it.
  if (isOutLeft && marks.out !== sourceIn + length) studio.messages.say(studio.text('edit.sourceOutLeft'));
}

/**
 * Fit to fill: the source from its in to its out overwrites the marked range of the timeline, slower or faster, so that it
 * fills it exactly. An unmarked end of the source is the source's own; what has no length of its own just lasts as long.
 */
export function fitToFill(studio: Studio): void {
  const edit = begun(studio);
  if (edit === undefined) return;
  const { document, media, track } = edit;
  const { timeline } = document;
  if (timeline.in === undefined || timeline.out === undefined) return sayRefusal(studio, 'points.missing');
  const marks = studio.source.getState().marks.get(media.id) ?? {};
  const sourceLength = mediaLength(document, media);
  const ownEnd = Number.isFinite(sourceLength) ? sourceLength : undefined;
  const place = editPlace(
    {
      sourceIn: marks.in ?? 0,
      sourceOut: media.kind === 'image' ? undefined : (marks.out ?? ownEnd),
      timelineIn: timeline.in,
      timelineOut: timeline.out,
    },
    { sourceLength, stillLength: placedLength(studio, media), playhead: timeline.in, fit: 'speed' },
  );
  if (typeof place === 'string') return sayRefusal(studio, place);
  const { at, sourceIn, length } = place;
  const speed = fittingSpeed(place.sourceLength ?? length, length);
  if (speed === undefined) return sayRefusal(studio, 'speed.range');
  const id = studio.ids.clip();
  const clip = {
    id,
    name: media.name,
    source: { kind: 'media' as const, mediaId: media.id },
    length,
    sourceIn,
    ...(place.sourceLength === undefined ? {} : { speed }),
  };
  const result = overwriteClip(timeline, { trackId: track.id, clip, at, newId: () => studio.ids.clip() });
  if (!commitResult(studio, 'edit.label.fitToFill', result, [id])) return;
  studio.transport.seek((placedClip(studio, id)?.start ?? at) + length);
}

/** Puts the source in the place of the selected clip, or of the one under the playhead, from the source's in or its playhead on. */
export function replaceWithSource(studio: Studio): void {
  const edit = begun(studio);
  if (edit === undefined) return;
  const { document, media, track } = edit;
  const [selected] = studio.selection.getState().clips;
  const under = clipAt(track, studio.transport.getState().frame);
  const clip = selected === undefined ? under : findClip(document.timeline, selected)?.clip;
  if (clip === undefined) return sayRefusal(studio, 'clip.missing');
  const { marks, media: shown } = studio.source.getState();
  const playhead = shown === media.id ? studio.source.transport.getState().frame : 0;
  const sourceIn: Frames = frames(marks.get(media.id)?.in ?? playhead);
  const result = replaceClip(document.timeline, {
    clipId: clip.id,
    source: { kind: 'media', mediaId: media.id },
    name: media.name,
    sourceIn: media.kind === 'image' ? frames(0) : sourceIn,
    sourceSpan: spansOf(document),
  });
  commitResult(studio, 'edit.label.replace', result, [clip.id]);
}

/** Shows in the source monitor what stands under the playhead, at the very same picture. */
export function matchFrameHere(studio: Studio): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const { frame } = studio.transport.getState();
  const chosen = studio.selection.getState().clips;
  const target = targetTrack(studio, 'video');
  const tracks = document.timeline.tracks
    .filter((track) => clipAt(track, frame) !== undefined)
    .sort((a, b) => rank(b) - rank(a));
  function rank(track: Track): number {
    const clip = clipAt(track, frame);
    if (clip !== undefined && chosen.has(clip.id)) return 2;
    return track.id === target?.id ? 1 : 0;
  }
  for (const track of tracks) {
    const match = matchFrame(document, track, frame);
    if (match === undefined) continue;
    openSource(studio, match.mediaId, match.frame);
    return;
  }
  sayRefusal(studio, 'clip.missing');
}

/** Opens a file in the source monitor, which gets the playback keys. */
export function openSource(studio: Studio, media: Media['id'], frame?: number): void {
  studio.source.show(media, frame);
  studio.selection.setState({ media });
  studio.view.setState({ activePanel: 'source' });
}

export function closeSource(studio: Studio): void {
  studio.source.show(null);
  if (studio.view.getState().activePanel === 'source') studio.view.setState({ activePanel: 'viewer' });
}
