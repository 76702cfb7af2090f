import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import type { EditResult } from '../../../../src-shared/timeline/result.ts';
import type { MessageKey } from '../../../i18n/i18n.ts';
import type { Studio } from '../../../editor/studio.ts';

/** What lies under a press. */
export interface Press {
  readonly clientX: number;
  readonly clientY: number;
  /** The frame under the pointer; a fraction says where in it. */
  readonly frame: number;
  readonly track: TrackId | null;
  readonly clip: ClipId | null;
  /** The part of a clip or track that was pressed, as its element says in `data-part`: `start`, `fade-in`, `transition`. */
  readonly part: string | null;
  /** Whose part it is, as the element says in `data-of`: a marker, a transition. */
  readonly of: string | null;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Control, on a Mac Command. */
  readonly mod: boolean;
}

/** Where the pointer is now. */
export interface DragPoint {
  readonly clientX: number;
  readonly clientY: number;
  readonly frame: number;
  /** Pixels since the press. */
  readonly dx: number;
  readonly dy: number;
  readonly track: TrackId | null;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly mod: boolean;
}

export interface GestureStep {
  /** Frames really moved by: what was asked for, within what is possible. */
  readonly by: number;
  /** What a release here would commit; null = nothing. */
  readonly result: EditResult | null;
  /** More lines beside the pointer, under the timecode delta. */
  readonly says?: readonly string[];
  /** The frame, in what a release would commit, that the viewer shows meanwhile; absent: the playhead's. */
  readonly shows?: number;
  /** The frame where a release would insert; the line that shows what an edge is drawn to stands there. */
  readonly inserts?: number;
  /** Beside the pointer instead of the timecode delta: for what is not counted in frames. */
  readonly instead?: string;
}

/**
 * One kind of drag on the timeline as pure steps: every position of the pointer answers what a release there would commit.
 * The controller draws that as the draft, at most once per frame, and commits the last one.
 */
export interface Gesture {
  /** Names the step in the history. */
  readonly label: MessageKey;
  /** Do not attract themselves. */
  readonly moving: readonly ClipId[];
  /** Frames, at the press, that snap to what is near; none = this drag never snaps. */
  readonly edges: readonly number[];
  drag(by: number, point: DragPoint): GestureStep;
  /** What is selected after the release. */
  readonly select?: () => readonly ClipId[];
  /** Something else than committing the result, where a release means more than an edit. */
  readonly release?: (step: GestureStep) => void;
  /** Draws something of its own with each step, and takes it away at the end. */
  readonly draw?: (step: GestureStep, point: DragPoint) => void;
  readonly end?: () => void;
}

/** Looks at a press and takes it, or leaves it to the next one in the table. */
export type GestureStarter = (press: Press, studio: Studio) => Gesture | null;
