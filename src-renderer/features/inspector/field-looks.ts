import type { AnimatedField } from '../../../src-shared/timeline/keyframes.ts';

/** How a property is shown: in which unit, between which ends. The document's value times `factor` is what is shown. */
export interface FieldLook {
  readonly factor: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  readonly decimals: number;
}

const share: FieldLook = { factor: 100, min: 0, max: 100, step: 1, unit: '%', decimals: 1 };

export const fieldLooks: Readonly<Record<AnimatedField, FieldLook>> = {
  x: { ...share, min: -1000, max: 1000 },
  y: { ...share, min: -1000, max: 1000 },
  scale: { ...share, max: 1000 },
  rotation: { factor: 1, min: -3600, max: 3600, step: 1, unit: '°', decimals: 1 },
  cropLeft: share,
  cropTop: share,
  cropRight: share,
  cropBottom: share,
  opacity: share,
  volume: { factor: 1, min: -60, max: 24, step: 0.5, unit: 'dB', decimals: 1 },
  pan: { ...share, min: -100 },
};
