import { AppError } from '../errors/app-error.ts';
import { conformedLength, footageFrameAt } from '../time/conform-frames.ts';
import { frames, type Frames, type Rate } from '../time/rate.ts';
import { availableModelFrames, framesAfter, framesBefore } from './conform.ts';
import type { FrameRange } from './source-uses.ts';

/** A file a request starts from. A still has one frame. */
export interface SourceFacts {
  readonly width: number;
  readonly height: number;
  readonly frames: Frames;
  readonly rate: Rate;
  /** How many frames of the file show each picture (3 = animated "on threes" at 24); 1 where absent. */
  readonly hold?: number | undefined;
}

/** Part of a file, in frames of the finished file's rate counted from the file's beginning. */
export interface Piece {
  /** Which of the request's sources. */
  readonly source: number;
  readonly facts: SourceFacts;
  /** Of the finished file. */
  readonly rate: Rate;
  readonly first: number;
  readonly count: number;
}

/**
 * @throws AppError `input.clip.tooShort` for footage without a frame, `input.option` for a range that is not in the file
 */
export function pieceOf(
  source: number,
  facts: SourceFacts | undefined,
  rate: Rate,
  range?: FrameRange,
): Piece {
  if (facts === undefined || facts.frames < 1) {
    throw new AppError('input.clip.tooShort', 'The clip has no frame to continue from.', {
      hint: 'Use a video with at least one frame.',
    });
  }
  const total = conformedLength(facts.frames, facts.rate, rate);
  const [first, count] = range ?? [0, total];
  if (first + count > total) {
    throw new AppError(
      'input.option',
      `The range from frame ${first} to ${first + count} is not in the clip, which has ${total} frames.`,
      { hint: 'Choose a range inside the clip.' },
    );
  }
  return { source, facts, rate, first, count };
}

/** The frame of the file, at its own rate, that is on screen at a frame of the finished file's rate. */
export function fileFrameAt({ facts, rate }: Piece, at: number): number {
  return footageFrameAt(frames(Math.max(0, at)), rate, facts.rate, facts.frames);
}

/** Known model frames beside a join, and which frames of the file they are. */
export interface KnownSide {
  readonly source: number;
  readonly available: number;
  /** The `count` nearest to the join, in order of time, at the file's own rate. */
  take(count: number): number[];
}

/** What a piece knows before frame `join` of the finished file's rate (exclusive). */
export function sideBefore(piece: Piece, join: number, model: Rate): KnownSide {
  const { facts, source } = piece;
  const start = fileFrameAt(piece, piece.first);
  const end = fileFrameAt(piece, join - 1) + 1;
  return {
    source,
    available: availableModelFrames(frames(end - start), facts.rate, model),
    take: (count) => framesBefore(count, end - start, facts.rate, model).map((frame) => start + frame),
  };
}

/** What a piece knows from frame `join` of the finished file's rate on. */
export function sideAfter(piece: Piece, join: number, model: Rate): KnownSide {
  const { facts, source } = piece;
  const start = fileFrameAt(piece, join);
  const end = frames(fileFrameAt(piece, piece.first + piece.count - 1) + 1);
  return {
    source,
    available: availableModelFrames(frames(end - start), facts.rate, model),
    take: (count) => framesAfter(count, start, end, facts.rate, model),
  };
}
