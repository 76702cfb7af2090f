import fc from 'fast-check';
import { branded } from '../../lib/brand.ts';
import type { ClipId, GroupId, LinkId, MarkerId, TrackId, TransitionId } from '../../lib/ids.ts';
import type { Clip, ClipSource, ProjectDocument, Timeline } from '../../project/schema.ts';
import { sourceSpanOf } from '../../project/sources.ts';
import type { TitleSource } from '../../project/title.ts';
import { frames } from '../../time/rate.ts';
import { setClipFields, toggleEnabled } from '../clip-fields.ts';
import { findClip } from '../clips.ts';
import { copiedClips, pasteAttributes, pasteClips } from '../clipboard.ts';
import { joinClips } from '../join.ts';
import { animatedFields, withAnimationToggled, withValueAt } from '../keyframes.ts';
import { deleteMagnetic } from '../magnetic.ts';
import { moveMagnetic, nudgeMagnetic, pasteMagnetic } from '../magnetic-move.ts';
import {
  addClipMarker,
  addMarker,
  allMarkers,
  changeMarker,
  removeMarker,
  type MarkerPlace,
} from '../markers.ts';
import { clearMarks, markClips, markIn, markOut } from '../marks.ts';
import { moveClips } from '../move.ts';
import { insertClips, overwriteClips } from '../place.ts';
import { closeGap, extractRange, liftRange, rippleDelete } from '../remove.ts';
import { replaceClip } from '../replace.ts';
import { type EditResult } from '../result.ts';
import { rippleTrim } from '../ripple-trim.ts';
import { rollEdit } from '../roll.ts';
import { slideClip } from '../slide.ts';
import { slipClip } from '../slip.ts';
import { rateStretch, reverseClip, setSpeed, toggleFreeze } from '../speed.ts';
import { addTakes, nextTake, removeTake } from '../takes.ts';
import { audio, clip, footage, picture, second, studio, video } from './studio.ts';
import {
  changeClips,
  groupClips,
  linkClips,
  selectionOf,
  ungroupClips,
  unlinkClips,
  withLinked,
} from '../together.ts';
import { changeTrack, moveTrack } from '../tracks.ts';
import { addTransition, changeTransition, removeTransitions } from '../transitions.ts';
import { splitAll, splitClip, trimHead, trimTail } from '../trim.ts';

const title: TitleSource = {
  kind: 'title',
  text: 'Title',
  font: 'Inter',
  size: 0.1,
  colour: '#ffffff',
  position: { x: 0.5, y: 0.5 },
  align: 'centre',
};
const sources: readonly ClipSource[] = [
  { kind: 'media', mediaId: footage },
  { kind: 'media', mediaId: footage },
  { kind: 'media', mediaId: picture },
  title,
];

/** Footage with sound, so that it may lie on both kinds of track; a few clips that meet, linked and with room at both ends. */
export function start(): ProjectDocument {
  const base = studio();
  const film = base.media[footage];
  if (film === undefined) throw new Error('no footage');
  const link = branded<LinkId>('link-1');
  const clips = [
    clip('a', 0, 20, { sourceIn: frames(20), linkId: link }),
    clip('b', 20, 20, { sourceIn: frames(40) }),
    clip('c', 40, 15, { sourceIn: frames(10), fadeIn: frames(3) }),
    clip('d', 70, 10, { source: title }),
  ];
  const sound = [clip('s', 0, 20, { sourceIn: frames(20), linkId: link }), clip('t', 20, 30)];
  return {
    ...base,
    media: { ...base.media, [footage]: { ...film, hasAudio: true } },
    timeline: {
      ...base.timeline,
      tracks: base.timeline.tracks.map((track) => ({
        ...track,
        syncLock: track.id !== second,
        clips: track.id === video ? clips : track.id === audio ? sound : [],
      })),
    },
  };
}

/** What a random gesture is made of; every edit takes of it what it needs. */
export interface Draw {
  readonly pick: number;
  readonly other: number;
  readonly at: number;
  readonly by: number;
  readonly length: number;
  readonly edge: 'head' | 'tail';
  readonly flag: boolean;
}

export interface Scene extends Draw {
  readonly document: ProjectDocument;
  readonly timeline: Timeline;
  readonly newId: () => ClipId;
  readonly chosen: Clip;
  readonly clipId: ClipId;
  readonly otherId: ClipId;
  readonly trackId: TrackId;
  readonly sourceSpan: (clip: Clip) => { readonly from: number; readonly to: number };
}

const nobody = clip('nobody', 0, 1);
const noMarker: MarkerPlace = { markerId: branded<MarkerId>('none'), clipId: null };

/** A marker that is seen, of the ruler or of a clip. */
function markerOf({ timeline, pick }: Scene): MarkerPlace {
  const all = allMarkers(timeline);
  const { markerId, clipId } = all[pick % Math.max(1, all.length)] ?? noMarker;
  return { markerId, clipId };
}

export function sceneOf(document: ProjectDocument, draw: Draw, newId: () => ClipId): Scene {
  const { timeline } = document;
  const clips = timeline.tracks.flatMap((track) => track.clips);
  const chosen = clips[draw.pick % Math.max(1, clips.length)] ?? nobody;
  const other = clips[draw.other % Math.max(1, clips.length)] ?? nobody;
  return {
    ...draw,
    document,
    timeline,
    newId,
    chosen,
    clipId: chosen.id,
    otherId: other.id,
    trackId: [video, second, audio][draw.pick % 3] ?? video,
    sourceSpan: (one) => sourceSpanOf(document, one),
  };
}

/** A new clip for the track, of footage where it is one for sound. */
function newClip({ newId, other, length, trackId }: Scene): Clip {
  const source = trackId === audio ? sources[0] : sources[other % sources.length];
  const sourceIn = source?.kind === 'media' && source.mediaId === footage ? (100 - length) % 50 : 0;
  return clip(newId(), 0, length, { source: source ?? title, sourceIn: frames(sourceIn) });
}

/** The edit nearest to what was chosen, where two clips may meet. */
const editOf = ({ chosen, edge }: Scene) =>
  frames(edge === 'head' ? chosen.start : chosen.start + chosen.length);
/** The clip and those linked with it whose edge lies at the same frame. */
const sameEdge = (s: Scene) =>
  withLinked(s.timeline, [s.clipId]).filter((one) => {
    const there = findClip(s.timeline, one)?.clip;
    return there !== undefined && editOf({ ...s, chosen: there }) === editOf(s);
  });
const trackOf = ({ timeline, clipId }: Scene) =>
  timeline.tracks.find(({ clips }) => clips.some((one) => one.id === clipId))?.id ?? video;
const passages = ({ timeline }: Scene) => timeline.tracks.flatMap(({ transitions = [] }) => transitions);
/** A clip that says something of a kind, if there is one; else any. */
const having = ({ timeline, clipId }: Scene, field: 'takes' | 'groupId' | 'linkId') =>
  timeline.tracks.flatMap(({ clips }) => clips).find((one) => one[field] !== undefined)?.id ?? clipId;
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the kind of id it wants
const freshId = <Id>({ newId }: Scene) => branded<Id>(newId());

export const edits: Readonly<Record<string, (scene: Scene) => EditResult>> = {
  insert: (s) =>
    insertClips(s.timeline, {
      clips: [{ trackId: s.trackId, clip: newClip(s) }],
      at: frames(s.at),
      newId: s.newId,
    }),
  insertPair: (s) => {
    const made = clip(s.newId(), 0, s.length, { linkId: freshId(s) });
    const clips = [
      { trackId: video, clip: made },
      { trackId: audio, clip: { ...made, id: s.newId() } },
    ];
    return (s.flag ? insertClips : overwriteClips)(s.timeline, { clips, at: frames(s.at), newId: s.newId });
  },
  overwrite: (s) =>
    overwriteClips(s.timeline, {
      clips: [{ trackId: s.trackId, clip: newClip(s) }],
      at: frames(s.at),
      newId: s.newId,
    }),
  replace: (s) =>
    replaceClip(s.timeline, {
      ...s,
      source: sources[0] ?? title,
      name: 'New',
      sourceIn: frames(s.other % 90),
    }),
  lift: (s) => liftRange(s.timeline, { from: frames(s.at), to: frames(s.at + s.length), newId: s.newId }),
  extract: (s) =>
    extractRange(s.timeline, { from: frames(s.at), to: frames(s.at + s.length), newId: s.newId }),
  extractOne: (s) =>
    extractRange(s.timeline, {
      from: frames(s.at),
      to: frames(s.at + s.length),
      trackIds: [s.trackId],
      newId: s.newId,
    }),
  rippleDelete: (s) => rippleDelete(s.timeline, selectionOf(s.timeline, [s.clipId])),
  split: (s) =>
    splitClip(s.timeline, { clipId: s.clipId, at: frames(s.chosen.start + s.length), newId: s.newId }),
  splitAll: (s) => splitAll(s.timeline, { at: frames(s.at), newId: s.newId }),
  join: (s) => joinClips(s.timeline, { trackId: trackOf(s), at: editOf(s) }),
  trimHead: (s) => trimHead(s.timeline, { ...s, to: frames(s.chosen.start + s.by) }),
  trimTail: (s) => trimTail(s.timeline, { ...s, to: frames(s.chosen.start + s.chosen.length + s.by) }),
  rippleTrim: (s) => rippleTrim(s.timeline, { ...s, clipIds: [s.clipId] }),
  roll: (s) => rollEdit(s.timeline, { ...s, trackId: trackOf(s), at: editOf(s) }),
  slip: (s) => slipClip(s.timeline, s),
  slide: (s) => slideClip(s.timeline, s),
  stretch: (s) =>
    rateStretch(s.timeline, { ...s, clipIds: sameEdge(s), to: editOf(s) + s.by, ripple: s.flag }),
  speed: (s) =>
    setSpeed(s.timeline, {
      ...s,
      clipIds: selectionOf(s.timeline, [s.clipId]),
      speed: { num: 1 + (s.other % 5), den: 1 + (s.pick % 4) },
      ripple: s.flag,
    }),
  reverse: (s) => reverseClip(s.timeline, s),
  freeze: (s) => toggleFreeze(s.timeline, s),
  move: (s) =>
    moveClips(s.timeline, {
      ...s,
      clipIds: selectionOf(s.timeline, [s.clipId, s.otherId]),
      tracksBy: { video: (s.other % 3) - 1 },
      onto: s.flag ? 'overwrite' : 'free',
    }),
  moveMagnetic: (s) =>
    moveMagnetic(s.timeline, {
      ...s,
      clipIds: selectionOf(s.timeline, [s.clipId, s.otherId]),
      toward: s.at,
      tracksBy: { video: (s.other % 3) - 1 },
    }),
  nudgeMagnetic: (s) => nudgeMagnetic(s.timeline, { ...s, clipIds: selectionOf(s.timeline, [s.clipId]) }),
  pasteMagnetic: (s) =>
    pasteMagnetic(s.timeline, {
      clipboard: copiedClips(s.timeline, [s.clipId, s.otherId]) ?? { clips: [], length: 0 },
      at: frames(s.at),
      onto: { video: s.flag ? video : second },
      mode: 'overwrite',
      newId: s.newId,
    }),
  deleteMagnetic: (s) => deleteMagnetic(s.timeline, selectionOf(s.timeline, [s.clipId, s.otherId])),
  paste: (s) => {
    const clipboard = copiedClips(s.timeline, [s.clipId, s.otherId]) ?? { clips: [], length: 0 };
    return pasteClips(s.timeline, {
      clipboard,
      at: frames(s.at),
      mode: s.flag ? 'insert' : 'overwrite',
      newId: s.newId,
    });
  },
  pasteAttributes: (s) =>
    pasteAttributes(s.timeline, {
      from: s.chosen,
      clipIds: [s.otherId],
      which: ['transform', 'fades', 'volume'],
    }),
  closeGap: (s) => closeGap(s.timeline, { trackId: s.trackId, at: frames(s.at) }),
  link: (s) => linkClips(s.timeline, { clipIds: [...new Set([s.clipId, s.otherId])], linkId: freshId(s) }),
  unlink: (s) => unlinkClips(s.timeline, [having(s, 'linkId')]),
  group: (s) =>
    groupClips(s.timeline, { clipIds: [...new Set([s.clipId, s.otherId])], groupId: freshId<GroupId>(s) }),
  ungroup: (s) => ungroupClips(s.timeline, [having(s, 'groupId')]),
  enable: (s) => toggleEnabled(s.timeline, [s.clipId]),
  fields: (s) =>
    setClipFields(s.timeline, {
      clipIds: [s.clipId],
      fields: { fadeOut: frames(s.length), blend: 'screen' },
    }),
  keyframe: (s) =>
    changeClips(s.timeline, [s.clipId], (one) => {
      const field = animatedFields[s.other % animatedFields.length] ?? 'opacity';
      return s.flag ? withAnimationToggled(one, field, s.length) : withValueAt(one, field, s.length, 0.5);
    }),
  takes: (s) =>
    addTakes(s.timeline, {
      clipId: s.clipId,
      sources: [sources[trackOf(s) === audio ? 0 : s.other % 3] ?? title],
    }),
  nextTake: (s) => nextTake(s.timeline, { ...s, clipId: having(s, 'takes'), by: s.flag ? 1 : -1 }),
  removeTake: (s) => removeTake(s.timeline, { clipId: having(s, 'takes'), take: s.other % 3 }),
  transition: (s) =>
    addTransition(s.timeline, {
      ...s,
      id: freshId<TransitionId>(s),
      trackId: trackOf(s),
      kind: 'dissolve',
      at: editOf(s),
    }),
  changeTransition: (s) => {
    const passage = passages(s)[s.other % Math.max(1, passages(s).length)];
    const change = s.edge === 'head' ? { before: s.length } : { after: s.length };
    return changeTransition(s.timeline, {
      id: passage?.id ?? freshId(s),
      ...change,
      sourceSpan: s.sourceSpan,
    });
  },
  removeTransition: (s) =>
    removeTransitions(
      s.timeline,
      passages(s)
        .slice(0, 1)
        .map((one) => one.id),
    ),
  marker: (s) =>
    addMarker(s.timeline, {
      id: freshId(s),
      frame: frames(s.at),
      length: frames(0),
      name: '',
      note: '',
      colour: 'red',
    }),
  changeMarker: (s) =>
    changeMarker(s.timeline, {
      ...markerOf(s),
      frame: s.at,
    }),
  removeMarker: (s) => removeMarker(s.timeline, markerOf(s)),
  clipMarker: (s) =>
    addClipMarker(s.timeline, {
      clipId: s.clipId,
      marker: { id: freshId(s), frame: s.length, length: frames(0), name: 'm', note: '', colour: 'blue' },
    }),
  markIn: (s) => markIn(s.timeline, s.at),
  markOut: (s) => markOut(s.timeline, s.at),
  markClip: (s) => markClips(s.timeline, [s.chosen]),
  clearMarks: (s) => clearMarks(s.timeline),
  lock: (s) => changeTrack(s.timeline, { trackId: s.trackId, locked: s.other % 4 === 0 }),
  sync: (s) => changeTrack(s.timeline, { trackId: s.trackId, syncLock: s.flag }),
  reorder: (s) => moveTrack(s.timeline, { trackId: s.trackId, by: s.flag ? 1 : -1 }),
};
export const editNames = Object.keys(edits);

const draw: fc.Arbitrary<Draw> = fc.record({
  pick: fc.nat(1000),
  other: fc.nat(1000),
  at: fc.integer({ min: 0, max: 120 }),
  by: fc.integer({ min: -15, max: 15 }),
  length: fc.integer({ min: 1, max: 20 }),
  edge: fc.constantFrom('head', 'tail'),
  flag: fc.boolean(),
});
export const gesture = fc.tuple(fc.constantFrom(...editNames), draw);
