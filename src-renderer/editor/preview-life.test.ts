import { describe, expect, it } from 'vitest';
import { branded } from '../../src-shared/lib/brand.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import {
  nextPreview,
  picturesOf,
  startedPreview,
  type PreviewEvent,
  type PreviewLife,
} from './preview-life.ts';

const take = branded<MediaId>('take-1');
const otherTake = branded<MediaId>('take-2');

function pictures(seq: number): PreviewEvent {
  return { type: 'pictures', pictures: { seq, step: seq, steps: 12, width: 1, height: 1, frames: [] } };
}

function lived(...events: readonly PreviewEvent[]): PreviewLife {
  return events.reduce(nextPreview, startedPreview);
}

describe('the life of a preview', () => {
  it('shows each newer picture and ignores one that comes late', () => {
    expect(picturesOf(lived(pictures(1), pictures(3), pictures(2)))?.seq).toBe(3);
  });

  it('keeps the last picture until the take itself is loaded', () => {
    const arrived = lived(pictures(4), { type: 'decoded', mediaId: take });
    expect(picturesOf(arrived)?.seq).toBe(4);
    expect(nextPreview(arrived, { type: 'loaded', mediaId: take })).toEqual({
      phase: 'gone',
      outcome: 'loaded',
    });
  });

  it('ignores pictures that come after the take', () => {
    const arrived = lived(pictures(4), { type: 'decoded', mediaId: take }, pictures(9));
    expect(picturesOf(arrived)?.seq).toBe(4);
  });

  it('goes when the take does not load in time', () => {
    const life = lived(pictures(1), { type: 'decoded', mediaId: take }, { type: 'timeout' });
    expect(life).toEqual({ phase: 'gone', outcome: 'late' });
    expect(picturesOf(life)).toBeNull();
  });

  it('is not ended by a time limit while the take has not arrived', () => {
    expect(lived(pictures(1), { type: 'timeout' }).phase).toBe('forming');
  });

  it('is not ended by the loading of another take', () => {
    const life = lived(
      pictures(1),
      { type: 'decoded', mediaId: take },
      { type: 'loaded', mediaId: otherTake },
    );
    expect(life.phase).toBe('arrived');
  });

  it('ends at once when the job fails or is cancelled, and nothing brings it back', () => {
    const life = lived(pictures(1), { type: 'ended' }, pictures(2), { type: 'decoded', mediaId: take });
    expect(life).toEqual({ phase: 'gone', outcome: 'ended' });
  });

  it('arrives without ever having shown a picture', () => {
    const arrived = lived({ type: 'decoded', mediaId: take });
    expect(arrived.phase).toBe('arrived');
    expect(picturesOf(arrived)).toBeNull();
  });
});
