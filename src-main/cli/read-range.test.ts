import { describe, expect, it } from 'vitest';
import { projectIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { readRange } from './read-range.ts';

function project(
  marks: { in?: number; out?: number } = {},
  rate: Rate = { num: 24, den: 1 },
): ProjectDocument {
  const document = emptyProject({
    id: projectIdSchema.parse('project-1'),
    name: 'Film',
    settings: { width: 64, height: 36, rate },
  });
  const put = Object.entries(marks).map(([side, frame]) => [side, frames(frame)] as const);
  return { ...document, timeline: { ...document.timeline, ...Object.fromEntries(put) } };
}

describe('a range on the command line', () => {
  it('is frames or timecodes, the second not included', () => {
    expect(readRange('24-48', project())).toEqual({ from: 24, to: 48 });
    expect(readRange('0-00:00:02:01', project())).toEqual({ from: 0, to: 49 });
    const ntsc = project({}, { num: 30_000, den: 1001 });
    expect(readRange('00:00:59;29-00:01:00;02', ntsc)).toEqual({ from: 1799, to: 1800 });
  });

  it('is what is marked; one mark alone reaches to the timeline’s own end', () => {
    expect(readRange('marked', project({ in: 5, out: 9 }))).toEqual({ from: 5, to: 9 });
    expect(readRange('marked', project({ out: 9 }))).toEqual({ from: 0, to: 9 });
    for (const marks of [{}, { in: 5 }])
      expect(() => readRange('marked', project(marks))).toThrow('No range is marked on the timeline.');
  });

  it.each(['', '12', '12-12', '12-3', '-3-4', '1-2-3', 'a-b', '0-00:00:60:00', '0.5-2', 'Marked', '0-1e9'])(
    'is not “%s”',
    (text) => {
      expect(() => readRange(text, project())).toThrow('--range is marked or IN-OUT');
    },
  );
});
