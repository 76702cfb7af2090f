import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Clip, Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { clockAt } from '../../../src-shared/project/media-clock.ts';
import { mediaSeconds } from '../../../src-shared/project/sources.ts';
import { rateName } from '../../../src-shared/time/project-rate.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { findMarker } from '../../../src-shared/timeline/markers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { extendClip, extendReason, extendSeconds, type ExtendDirection } from '../generate/extend.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { secondsText } from '../../editor/duration-text.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import { ClipInspector } from './clip-inspector.tsx';
import { Lineage } from './lineage.tsx';
import { MarkerInspector } from './marker-inspector.tsx';
import { RecipeFacts } from './recipe-facts.tsx';
import { Section } from './section.tsx';
import { TransitionInspector } from './transition-inspector.tsx';
import styles from './inspector.module.css';

/** Facts of what was chosen last, and what can be made from it. */
export function InspectorPanel() {
  const { project, selection } = useStudio();
  const { t } = useTranslation();
  const document = useStore(project, (state) => state.project?.document);
  const clips = useStore(selection, (state) => state.clips);
  const mediaId = useStore(selection, (state) => state.media);
  const [id] = clips;
  const transitionId = useStore(selection, (state) => state.transition);
  const markerPlace = useStore(selection, (state) => state.marker);
  const latest = useStore(selection, (state) => state.latest);
  if (document === undefined) return null;
  const { timeline } = document;
  const media = mediaId === null ? undefined : document.media[mediaId];
  if (media !== undefined && latest === 'library') return <MediaFacts media={media} />;
  const transition = timeline.tracks
    .flatMap(({ transitions = [] }) => transitions)
    .find((one) => one.id === transitionId);
  if (transition !== undefined) return <TransitionInspector transition={transition} document={document} />;
  const marker = markerPlace === null ? undefined : findMarker(timeline, markerPlace);
  if (marker !== undefined) return <MarkerInspector placed={marker} document={document} />;
  const place = id === undefined ? undefined : findClip(timeline, id);
  if (place !== undefined) {
    return (
      <div className={styles.body}>
        {clips.size > 1 ? (
          <p className={styles.name}>{t('inspector.several', { count: clips.size })}</p>
        ) : (
          <ClipFacts document={document} clip={place.clip} />
        )}
        <div>
          <ClipInspector document={document} clip={place.clip} track={place.track} ids={[...clips]} />
          {clips.size > 1 ? null : <ClipSource document={document} clip={place.clip} />}
        </div>
      </div>
    );
  }
  if (media !== undefined) return <MediaFacts media={media} />;
  return <p className={styles.empty}>{t('inspector.empty')}</p>;
}

function ClipFacts({ document, clip }: { readonly document: ProjectDocument; readonly clip: Clip }) {
  const { t } = useTranslation();
  const { rate } = document.settings;
  const timecodes = [
    { label: t('inspector.start'), value: timecodeText(clip.start, rate) },
    { label: t('inspector.end'), value: timecodeText(endOf(clip), rate) },
    { label: t('inspector.length'), value: timecodeText(clip.length, rate) },
    { label: t('inspector.sourceIn'), value: timecodeText(clip.sourceIn, rate) },
  ];
  return (
    <>
      <h3 className={styles.name}>{clip.name}</h3>
      <dl className={styles.facts}>
        {timecodes.map(({ label, value }) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd className={styles.mono}>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** What the clip is made of, and what can be made from it. */
function ClipSource({ document, clip }: { readonly document: ProjectDocument; readonly clip: Clip }) {
  const { view } = useStudio();
  const { t } = useTranslation();
  const wanted = useStore(view, (state) => state.recipeWanted);
  const content = contentOf(document, clip);
  if (clip.source.kind === 'title') return null;
  // Sound is never extended; six buttons that say so would hide what it is made of.
  const isSound = content.kind === 'media' && content.media.kind === 'audio';
  return (
    <Section title={t('inspector.source')} wanted={wanted}>
      {isSound ? null : (
        <>
          <Extend document={document} clip={clip} direction="forward" />
          <Extend document={document} clip={clip} direction="backward" />
        </>
      )}
      {content.kind === 'media' ? <MediaFacts media={content.media} nested /> : null}
    </Section>
  );
}

interface ExtendProps {
  readonly document: ProjectDocument;
  readonly clip: Clip;
  readonly direction: ExtendDirection;
}

function Extend({ document, clip, direction }: ExtendProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const reason = extendReason(document, clip, direction);
  return (
    <div className={styles.extend}>
      <span className={styles.label}>
        {t(`menu.extend${direction === 'forward' ? 'Forward' : 'Backward'}`)}
      </span>
      <div className={styles.extendButtons}>
        {extendSeconds.map((seconds) => (
          <Button
            key={seconds}
            aria-disabled={reason === null ? undefined : true}
            title={reason === null ? undefined : t(reason)}
            data-testid={`extend-${direction}-${seconds}`}
            onClick={() => void extendClip(studio, clip.id, direction, seconds)}
          >
            {t('inspector.bySeconds', { seconds })}
          </Button>
        ))}
      </div>
      {reason === null ? null : <span className={styles.reason}>{t(reason)}</span>}
    </div>
  );
}

function MediaFacts({ media, nested = false }: { readonly media: Media; readonly nested?: boolean }) {
  const { t } = useTranslation();
  const seconds = mediaSeconds(media);
  const clock = clockAt(media, 0, media.rate);
  const facts = [
    { label: t('inspector.kind'), value: t(`timeline.kind.${media.kind}`) },
    ...(seconds === undefined
      ? []
      : [{ label: t('inspector.length'), value: t('library.seconds', { seconds: secondsText(seconds) }) }]),
    ...(media.kind === 'audio'
      ? []
      : [
          {
            label: t('inspector.size'),
            value: t('inspector.sizeValue', { width: media.width, height: media.height }),
          },
        ]),
    ...(media.kind === 'video'
      ? [
          { label: t('inspector.rate'), value: t('inspector.rateValue', { rate: rateName(media.rate) }) },
          { label: t('inspector.frames'), value: String(media.frames) },
        ]
      : []),
    ...(clock === undefined ? [] : [{ label: t('inspector.clock'), value: clock }]),
  ];
  return (
    <div className={nested ? styles.nested : styles.body}>
      <h3 className={nested ? styles.label : styles.name}>{nested ? t('inspector.media') : media.name}</h3>
      <dl className={styles.facts}>
        {facts.map(({ label, value }) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Lineage media={media} />
      {media.provenance.origin === 'generated' ? <RecipeFacts recipe={media.provenance.recipe} /> : null}
    </div>
  );
}
