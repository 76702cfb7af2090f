import { aspects, type Aspect } from '../../../src-shared/generation/request.ts';

interface Shape {
  readonly width: number;
  readonly height: number;
}

/** The named aspect of a picture size, or null where it has none of them. Rounded sizes such as 1366x768 count. */
export function projectAspect({ width, height }: Shape): Aspect | null {
  return aspects.find((aspect) => Math.abs(ratioOf(aspect) / (width / height) - 1) < 0.01) ?? null;
}

export function ratioOf(aspect: Aspect): number {
  const [width = 1, height = 1] = aspect.split(':').map(Number);
  return width / height;
}
