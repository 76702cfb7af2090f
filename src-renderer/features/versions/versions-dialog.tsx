import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TFunction } from 'i18next';
import type { ProjectVersion } from '../../../src-shared/ipc/contract.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { restoreVersion } from '../../editor/actions/project.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { FollowedPicture } from '../viewer/followed-picture.tsx';
import styles from './versions.module.css';

interface LookedAt {
  readonly id: string;
  /** Null while it is read. */
  readonly document: ProjectDocument | null;
}

/** Earlier states of the project: when each was saved, by whom, and the way back. */
export function VersionsDialog() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const open = useStore(view, (state) => state.versionsOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(versionsOpen) => view.setState({ versionsOpen })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup className={classNames(popup.popup, styles.dialog)} aria-label={t('versions.title')}>
          <Versions />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Versions() {
  const studio = useStudio();
  const { t } = useTranslation();
  const readOnly = useStore(studio.project, (state) => state.project?.readOnly ?? true);
  const [versions, setVersions] = useState<readonly ProjectVersion[]>();
  const [chosen, setChosen] = useState<LookedAt | null>(null);
  useEffect(() => {
    studio.bridge.call('project.versions').then(setVersions, (error: unknown) => studio.report(error));
  }, [studio]);

  function lookAt(id: string): void {
    setChosen({ id, document: null });
    const arrived = (document: ProjectDocument): void =>
      setChosen((now) => (now?.id === id ? { id, document } : now));
    studio.bridge.call('project.previewVersion', id).then(arrived, (error: unknown) => studio.report(error));
  }

  function restore(id: string): void {
    studio.view.setState({ versionsOpen: false });
    restoreVersion(studio, id).catch((error: unknown) => studio.report(error));
  }

  return (
    <>
      <div className={styles.head}>
        <Dialog.Title className={styles.title}>{t('versions.title')}</Dialog.Title>
        <p className={styles.text}>{t('versions.text')}</p>
      </div>
      {versions?.length === 0 ? <p className={styles.none}>{t('versions.none')}</p> : null}
      <div className={styles.columns}>
        <ul className={styles.list}>
          {versions?.map(({ id, kind, savedAt }) => {
            const when = new Date(savedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
            return (
              <li key={id} className={classNames(styles.row, chosen?.id === id && styles.chosen)}>
                <button
                  type="button"
                  className={styles.look}
                  aria-label={t('versions.lookAt', { when })}
                  aria-pressed={chosen?.id === id}
                  onClick={() => lookAt(id)}
                >
                  <time dateTime={savedAt}>{when}</time>
                  <span className={styles.kind}>{t(`versions.${kind}`)}</span>
                </button>
                <Button
                  disabled={readOnly}
                  aria-label={t('versions.restoreThat', { when })}
                  onClick={() => restore(id)}
                >
                  {t('versions.restore')}
                </Button>
              </li>
            );
          })}
        </ul>
        <Look document={chosen?.document ?? null} />
      </div>
      <div className={styles.foot}>
        <Dialog.Close render={<Button>{t('versions.close')}</Button>} />
      </div>
    </>
  );
}

/** What the project looked like then, where the playhead stands now. */
function Look({ document }: { readonly document: ProjectDocument | null }) {
  const { t } = useTranslation();
  return (
    <div className={styles.preview}>
      <div className={styles.stage}>
        <FollowedPicture document={document} />
      </div>
      <p className={styles.facts} role="status">
        {document === null ? t('versions.choose') : factsOf(document, t)}
      </p>
    </div>
  );
}

function factsOf({ timeline, settings }: ProjectDocument, t: TFunction): string {
  const count = timeline.tracks.reduce((sum, { clips }) => sum + clips.length, 0);
  const length = timecodeText(timelineEnd(timeline), settings.rate);
  return t('versions.facts', { clips: t('versions.clips', { count }), length });
}
