import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';

/**
 * The size of a picture the engine made, told by its bytes: the decoder gives the bucket's visible size, a pack's finisher
 * a whole multiple of it on both sides.
 *
 * @param bytes of one picture, RGB24
 * @throws AppError `pack.graph` when it is no such multiple
 */
export function madeSize(bytes: number, visible: Size): Size {
  const factor = Math.sqrt(bytes / (3 * visible.width * visible.height));
  if (!Number.isInteger(factor) || factor < 1) {
    throw new AppError('pack.graph', 'The model gave pictures of a size it has no shape for.');
  }
  return { width: visible.width * factor, height: visible.height * factor };
}
