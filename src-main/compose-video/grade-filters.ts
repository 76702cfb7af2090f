import type { Colour } from '../../src-shared/project/clip-look.ts';
import { gradeOf } from '../../src-shared/timeline/grade.ts';

const number = (value: number) => value.toFixed(6);

/**
 * Filters for a clip's colour, on RGB pictures with or without opacity.
 *
 * @param table plain name of the `.cube` file in the folder the program runs in
 */
export function gradeFilters(colour: Colour | undefined, table: string | undefined): string[] {
  const grade = gradeOf(colour);
  const filters: string[] = [];
  if (grade !== undefined) {
    const { gain, contrast, matrix } = grade;
    const curve = (factor: number) =>
      `'clip((clip(val*${number(factor)},0,255)-127.5)*${number(contrast)}+127.5,0,255)'`;
    const [red, green, blue] = gain.map(curve);
    filters.push(`lutrgb=r=${red}:g=${green}:b=${blue}`);
    const names = ['r', 'g', 'b'];
    const mix = matrix.flatMap((row, to) =>
      row.map((value, from) => `${names[to]}${names[from]}=${number(value)}`),
    );
    if ((colour?.saturation ?? 0) !== 0) filters.push(`colorchannelmixer=${mix.join(':')}`);
  }
  if (table !== undefined) filters.push(`lut3d=file=${table}:interp=tetrahedral`);
  return filters;
}
