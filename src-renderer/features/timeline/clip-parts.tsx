import { silence } from '../../../src-shared/project/clip-look.ts';
import type { Animated } from '../../../src-shared/project/animation.ts';
import { valueAt } from '../../../src-shared/timeline/animated-value.ts';
import type { ClipViewProps } from './clip-frame.tsx';
import { details } from './time-scale.ts';
import styles from './clip.module.css';

/** Lower tracks have no room for what is drawn on a clip. */
const leastHeight = 36;

/** What lies on a clip and can be grabbed: fades, the level line, keyframes. */
export function ClipParts({
  clip,
  detail,
  height,
  trackKind,
  selected,
  isPointedAt,
}: ClipViewProps & { readonly isPointedAt: boolean }) {
  const share = (frames: number): string => `${(frames / clip.length) * 100}%`;
  const { fadeIn = 0, fadeOut = 0 } = clip;
  const shown = trackKind === 'audio' ? clip.volume : clip.transform?.opacity;
  return (
    <>
      {fadeIn + fadeOut > 0 ? (
        <svg
          className={styles.fades}
          viewBox={`0 0 ${clip.length} 1`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {fadeIn > 0 ? <path d={`M0 0H${fadeIn}L0 1Z`} /> : null}
          {fadeOut > 0 ? <path d={`M${clip.length} 0H${clip.length - fadeOut}L${clip.length} 1Z`} /> : null}
        </svg>
      ) : null}
      {detail >= details.fades && (isPointedAt || selected) ? (
        <>
          <div
            className={styles.fadeHandle}
            style={{ left: `max(8px, ${share(fadeIn)})` }}
            data-part="fade-in"
          />
          <div
            className={styles.fadeHandle}
            style={{ left: `min(100% - 8px, ${share(clip.length - fadeOut)})` }}
            data-part="fade-out"
          />
        </>
      ) : null}
      {height >= leastHeight && trackKind === 'audio' && typeof shown !== 'object' ? (
        <div
          className={styles.level}
          style={{ top: `calc(18px + (100% - 18px) * ${levelShare(valueAt(shown, 0, 0))})` }}
          data-part="level"
        />
      ) : null}
      {height >= leastHeight && typeof shown === 'object' ? (
        <Curve animated={shown} clip={clip} kind={trackKind} />
      ) : null}
      {selected && typeof shown === 'object'
        ? shown
            .filter(({ frame }) => frame >= 0 && frame <= clip.length)
            .map(({ frame }) => (
              <span
                key={frame}
                className={styles.key}
                style={{ left: share(frame) }}
                data-part="key"
                data-of={frame}
              />
            ))
        : null}
    </>
  );
}

/** Where a level in decibels lies between the top (0) and the bottom (1) of a clip: 12 dB to silence, finer around 0. */
export function levelShare(decibels: number): number {
  if (decibels >= 0) return 0.25 * (1 - Math.min(12, decibels) / 12);
  return 0.25 + 0.75 * Math.min(1, Math.sqrt(decibels / silence));
}

function Curve({
  animated,
  clip,
  kind,
}: Pick<ClipViewProps, 'clip'> & {
  readonly animated: Exclude<Animated, number>;
  readonly kind: 'video' | 'audio';
}) {
  const share = (value: number): number => (kind === 'audio' ? levelShare(value) : 1 - value);
  const frames = new Set([0, clip.length]);
  const step = Math.max(1, Math.ceil(clip.length / 200));
  for (let at = 0; at < clip.length; at += step) frames.add(at);
  for (const { frame } of animated) if (frame >= 0 && frame <= clip.length) frames.add(frame);
  const line = [...frames]
    .sort((a, b) => a - b)
    .map((at) => `${at},${share(valueAt(animated, at, 0)).toFixed(4)}`)
    .join(' ');
  return (
    <svg
      className={styles.curve}
      viewBox={`0 0 ${clip.length} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
