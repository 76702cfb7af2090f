import { AppError } from '../../src-shared/errors/app-error.ts';
import { shownName } from '../files/failures.ts';
import { mediaLimits } from './limits.ts';

/** Refuses a picture that is too large, naming the file. */
export function checkPictureSize(path: string, width: number, height: number): void {
  const { pixels, edgePixels } = mediaLimits;
  if (width * height <= pixels && width <= edgePixels && height <= edgePixels) return;
  throw new AppError(
    'input.file.tooLarge',
    `“${shownName(path)}” is ${width} x ${height} pixels; pictures may have ${pixels / 1e6} million.`,
    { hint: 'Make it smaller and import it again.' },
  );
}
