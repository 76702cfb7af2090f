import { describe, expect, it } from 'vitest';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { commonRequest } from './build-request.ts';
import { reframedOf } from './framing.ts';

const tall = testMedia({
  id: branded<MediaId>('media-tall'),
  name: 'tall.png',
  kind: 'image',
  width: 600,
  height: 800,
});
const wide = testMedia({ id: branded<MediaId>('media-wide'), name: 'wide.png', width: 1366, height: 768 });
const world = {
  settings: { rate: { num: 24, den: 1 }, width: 1280, height: 720 },
  media: { [tall.id]: tall, [wide.id]: wide },
};
const pack = { aspects: ['16:9', '1:1'] };
const words = { condition: { kind: 'none' as const }, aspect: null };

describe('what is reframed', () => {
  it('is every picture of another shape than the shot, each once, and never a rounded size', () => {
    expect(reframedOf(words, world, pack)).toEqual([]);
    const condition = { kind: 'first-frame' as const, image: tall.id, last: wide.id };
    const named = [{ kind: 'picture', name: 'tall.png' }];
    expect(reframedOf({ ...words, condition }, world, pack)).toEqual(named);
    expect(reframedOf({ ...words, condition }, world, pack, [tall, wide])).toEqual(named);
  });

  it('follows the aspect that was chosen for the shot', () => {
    expect(reframedOf({ ...words, aspect: '1:1' }, world, pack, [wide])).toEqual([
      { kind: 'picture', name: 'wide.png' },
    ]);
  });

  it('is what the model makes where it has no such frame', () => {
    const settings = { ...world.settings, width: 1000, height: 720 };
    expect(reframedOf(words, { ...world, settings }, pack)).toEqual([{ kind: 'model' }]);
    expect(reframedOf({ ...words, aspect: '9:16' }, world, pack)).toEqual([{ kind: 'model' }]);
  });

  it('is asked for as it was chosen', async () => {
    const { studio } = await testStudio();
    const context = { packId: 'animatic', settings: world.settings };
    expect(commonRequest(studio.prompt.getState(), context).fit).toBe('cover');
    studio.prompt.setState({ fit: 'contain' });
    expect(commonRequest(studio.prompt.getState(), context).fit).toBe('contain');
  });
});
