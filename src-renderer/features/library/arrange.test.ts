import { describe, expect, it } from 'vitest';
import { testMedia } from '../../app/testing/test-studio.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import { binIdSchema, mediaIdSchema, projectIdSchema } from '../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../src-shared/project/empty.ts';
import type { Clip, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { arranged, type Arrangement } from './arrange.ts';

const bin = binIdSchema.parse('bin-1');
const id = (text: string) => mediaIdSchema.parse(`media-${text}`);
const all: Arrangement = { filter: 'all', sorting: 'added', query: '', bin: null };
const media = [
  testMedia({ id: id('a'), name: 'Harbour 10.mp4', frames: frames(48) }),
  testMedia({ id: id('b'), name: 'Harbour 9.mp4', frames: frames(96), rating: 4 }),
  testMedia({ id: id('c'), name: 'Poster.png', kind: 'image', frames: frames(1), bin }),
  testMedia({ id: id('d'), name: 'Lost.mp4', bin: binIdSchema.parse('bin-gone') }),
];
const empty = emptyProject({ id: projectIdSchema.parse('project'), name: 'Film' });
const clip = branded<Clip>({ id: 'clip-1', source: { kind: 'media', mediaId: id('a') } });
const document: ProjectDocument = {
  ...empty,
  media: Object.fromEntries(media.map((one) => [one.id, one])),
  bins: [{ id: bin, name: 'Stills' }],
  timeline: {
    tracks: empty.timeline.tracks.map((track, index) => (index === 0 ? { ...track, clips: [clip] } : track)),
  },
};
const names = (part: Partial<Arrangement>) => arranged(document, { ...all, ...part }).map(({ name }) => name);

describe('the library', () => {
  it('shows what lies in a bin, and at the top what lies in none that is there', () => {
    expect(names({})).toEqual(['Lost.mp4', 'Harbour 9.mp4', 'Harbour 10.mp4']);
    expect(names({ bin })).toEqual(['Poster.png']);
  });

  it('searches all bins for every word', () => {
    expect(names({ query: 'poster' })).toEqual(['Poster.png']);
    expect(names({ query: 'mp4 harb' })).toEqual(['Harbour 9.mp4', 'Harbour 10.mp4']);
    expect(names({ query: 'harbour dawn' })).toEqual([]);
  });

  it('sorts as people count', () => {
    expect(names({ sorting: 'name' })).toEqual(['Harbour 9.mp4', 'Harbour 10.mp4', 'Lost.mp4']);
    expect(names({ sorting: 'length' })[0]).toBe('Harbour 9.mp4');
    expect(names({ sorting: 'rating' })[0]).toBe('Harbour 9.mp4');
    expect(names({ sorting: 'used' })[0]).toBe('Harbour 10.mp4');
  });
});
