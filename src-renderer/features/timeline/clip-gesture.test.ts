import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import type { SnapPoint } from '../../../src-shared/timeline/snap.ts';
import { dragged, pressed, type Gesture, type GestureTarget, type Pointer } from './clip-gesture.ts';

const clip = branded<ClipId>('clip-1');
const move: GestureTarget = { kind: 'move', clips: [clip], edges: [100, 148], first: 100 };
const trim: GestureTarget = { kind: 'trim', clip, edge: 'end', at: 148, min: 101, max: 200 };

function pointer(x: number, part: Partial<Pointer> = {}): Pointer {
  return { x, y: 0, free: false, track: null, ...part };
}

function at(frame: number): SnapPoint {
  return { frame: frames(frame), kind: 'edit' };
}

function drag(target: GestureTarget, x: number, points: readonly SnapPoint[] = [], free = false): Gesture {
  return dragged(pressed(target, pointer(0)), pointer(x, { free }), { zoom: 4, points });
}

describe('dragging a clip', () => {
  it('is a click until the pointer has moved a little', () => {
    expect(drag(move, 3).phase).toBe('pressed');
    expect(drag(move, 40)).toMatchObject({ phase: 'dragging', result: { by: 10, snappedAt: null } });
  });

  it('snaps either edge to the nearest point within reach, exactly', () => {
    expect(drag(move, 40, [at(111)])).toMatchObject({ result: { by: 11, snappedAt: 111 } });
    expect(drag(move, 40, [at(157)])).toMatchObject({ result: { by: 9, snappedAt: 157 } });
    expect(drag(move, 40, [at(113)])).toMatchObject({ result: { by: 10, snappedAt: null } });
  });

  it('does not snap while Control is held', () => {
    expect(drag(move, 40, [at(111)], true)).toMatchObject({ result: { by: 10, snappedAt: null } });
  });

  it('never goes before the first frame, nor shows a snap it could not reach', () => {
    expect(drag(move, -4000)).toMatchObject({ result: { by: -100 } });
    expect(drag({ ...move, first: 0, edges: [100] }, -400, [at(0)])).toMatchObject({
      result: { by: 0, snappedAt: null },
    });
  });

  it('never trims beyond what is there', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: 0, max: 400 }), (x, point) => {
        const gesture = drag(trim, x, [at(point)]);
        const result = gesture.phase === 'dragging' ? gesture.result : { by: 0, snappedAt: null };
        const edge = 148 + result.by;
        expect(edge).toBeGreaterThanOrEqual(101);
        expect(edge).toBeLessThanOrEqual(200);
        expect(result.snappedAt ?? edge).toBe(edge);
      }),
    );
  });
});
