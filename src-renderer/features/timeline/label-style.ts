import type { CSSProperties } from 'react';
import type { LabelColour } from '../../../src-shared/project/labels.ts';

interface LabelStyle extends CSSProperties {
  readonly '--label': string;
}

/** Gives an element the colour of a label, as `--label`. */
export function labelStyle(colour: LabelColour): LabelStyle {
  return { '--label': `var(--label-${colour})` };
}
