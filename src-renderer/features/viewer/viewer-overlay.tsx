import { Hourglass, ImageIcon, RotateCcw, Sparkle, TriangleAlert, Unlink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { relinkMissing } from '../../editor/actions/library.ts';
import { picturesOf } from '../../editor/preview-life.ts';
import { contentOf, topClipAt } from '../../editor/shown-clip.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { retryShot } from '../generate/retry.ts';
import { useNoProjectYet } from '../welcome/use-no-project-yet.ts';
import { Welcome } from '../welcome/welcome.tsx';
import { PreviewPicture } from './preview-picture.tsx';
import styles from './viewer.module.css';

/** What lies over the picture: a forming shot, why one failed, or, with nothing on the timeline, what the project is. */
export function ViewerOverlay() {
  const studio = useStudio();
  const document = useStore(studio.project, (state) => state.project?.document);
  const { t } = useTranslation();
  const offline = useStore(studio.facts, (state) => state.offline);
  const preparing = useStore(studio.facts, (state) => state.preparing);
  const clip = useStore(studio.transport, (state) =>
    document === undefined ? undefined : topClipAt(document.timeline, state.frame),
  );
  if (document === undefined) return null;
  if (clip === undefined) {
    const empty = document.timeline.tracks.every(({ clips }) => clips.length === 0);
    return empty ? <EmptyViewer /> : null;
  }
  const content = contentOf(document, clip);
  if (content.kind === 'media' && offline.get(content.media.id) === 'missing') {
    return <OfflineOverlay name={content.media.name} />;
  }
  if (content.kind === 'media' && preparing.has(content.media.id)) {
    return (
      <span className={classNames(styles.label, styles.plain)} role="status">
        <Hourglass size={12} strokeWidth={2} />
        {t('viewer.preparing', { name: content.media.name })}
      </span>
    );
  }
  if (clip.source.kind !== 'job') return null;
  const arrived = content.kind === 'media';
  return <JobOverlay jobId={clip.source.jobId} arrived={arrived} begins={beginOf(clip.source.request)} />;
}

/** Why there is no picture, and the way to one. */
function OfflineOverlay({ name }: { readonly name: string }) {
  const studio = useStudio();
  const { t } = useTranslation();
  return (
    <div className={styles.failed} role="group" aria-label={t('timeline.kind.missing')}>
      <Unlink size={24} strokeWidth={1.5} className={styles.failedIcon} />
      <p data-selectable>{t('viewer.offline', { name })}</p>
      <Button onClick={() => void relinkMissing(studio).catch((error: unknown) => studio.report(error))}>
        {t('library.locate')}
      </Button>
    </div>
  );
}

/** An image as a shot begins with it. */
interface Begin {
  readonly image: MediaId;
  readonly fit: 'cover' | 'contain';
}

/** What a shot was asked to begin with. */
function beginOf(request: unknown): Begin | undefined {
  const parsed = generationRequestSchema.safeParse(request);
  return parsed.success && parsed.data.operation === 'animate' ? parsed.data : undefined;
}

function JobOverlay({
  jobId,
  arrived,
  begins,
}: {
  readonly begins: Begin | undefined;
  readonly jobId: Parameters<typeof retryShot>[1];
  readonly arrived: boolean;
}) {
  const studio = useStudio();
  const { t } = useTranslation();
  const job = useStore(studio.jobs, (state) => state.jobs.get(jobId));
  const state = useStore(studio.jobs, (jobs) => {
    const found = jobs.jobs.get(jobId);
    return found === undefined ? undefined : shownState(jobs, found);
  });
  const life = useStore(studio.previews, ({ lives }) => lives.get(jobId));
  const pictures = picturesOf(life);
  // The last preview stays until the take itself can be seen.
  if (pictures !== null) {
    return (
      <>
        <PreviewPicture pictures={pictures} />
        <span className={styles.label}>
          <Sparkle size={12} strokeWidth={2} />
          {t('viewer.previewStep', { step: pictures.step, steps: pictures.steps })}
        </span>
      </>
    );
  }
  if (arrived) return null;
  if (state === 'failed' || state === 'interrupted' || state === 'cancelled') {
    return (
      <div className={styles.failed} role="group" aria-label={t('job.state.failed')}>
        <TriangleAlert size={24} strokeWidth={1.5} className={styles.failedIcon} />
        <p data-selectable>{job?.error?.message ?? t(`job.state.${state}`)}</p>
        {job?.error?.hint === undefined ? null : <p className={styles.failedHint}>{job.error.hint}</p>}
        <Button onClick={() => void retryShot(studio, jobId)}>
          <RotateCcw size={14} strokeWidth={1.5} />
          {t('job.retry')}
        </Button>
      </div>
    );
  }
  return (
    <>
      {begins === undefined ? null : <BeginPicture {...begins} />}
      <span className={styles.label}>
        <Sparkle size={12} strokeWidth={2} />
        {job === undefined ? t('job.phase.waiting') : t(`job.phase.${job.phase}`)}
      </span>
    </>
  );
}

/** The image in the frame as the first picture of the shot will have it: cut to fill it, or whole on black. */
function BeginPicture({ image, fit }: Begin) {
  const { bridge } = useStudio();
  return (
    <img
      className={classNames(styles.condition, fit === 'contain' && styles.whole)}
      src={bridge.mediaUrl(image)}
      alt=""
    />
  );
}

function EmptyViewer() {
  const { project, prompt } = useStudio();
  const { t } = useTranslation();
  const settings = useStore(project, (state) => state.project?.document.settings);
  const condition = useStore(prompt, (state) => state.condition);
  const fit = useStore(prompt, (state) => state.fit);
  const isFirstRun = useNoProjectYet();
  if (settings === undefined) return null;
  if (condition.kind === 'first-frame') {
    return (
      <>
        <BeginPicture image={condition.image} fit={fit} />
        <span className={styles.label}>
          <ImageIcon size={12} strokeWidth={2} />
          {t('generate.condition.firstFrame')}
        </span>
      </>
    );
  }
  if (isFirstRun) return <Welcome />;
  return (
    <div className={styles.empty}>
      <span className={styles.emptyFacts}>
        {t('viewer.emptyFacts', {
          width: settings.width,
          height: settings.height,
          rate: String(Math.round((settings.rate.num / settings.rate.den) * 1000) / 1000),
        })}
      </span>
    </div>
  );
}
