import { Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecentProject } from '../../../src-shared/ipc/contract.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import styles from './recent.module.css';

interface RecentRowProps {
  readonly project: RecentProject;
  readonly onOpen: (id: string) => void;
  readonly onForget: (id: string) => void;
}

/** One project to go back to. A draft is deleted for good, so that is asked about, in its own place. */
export function RecentRow({ project, onOpen, onForget }: RecentRowProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  // The button that asked is gone: the focus goes to the answer that loses nothing.
  useEffect(() => {
    if (asking) keep.current?.focus();
  }, [asking]);
  const { id, kind, clips, media, changedAt, shown, problem } = project;
  const isDraft = kind === 'draft';
  const name = isDraft ? (project.firstClip ?? t('recent.draft')) : project.name;
  const when = new Date(changedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });

  if (asking) {
    return (
      <li className={styles.row}>
        <p>{t('recent.deleteQuestion', { name })}</p>
        <Button ref={keep} onClick={() => setAsking(false)}>
          {t('recent.keep')}
        </Button>
        <Button tone="danger" onClick={() => onForget(id)}>
          {t('recent.delete')}
        </Button>
      </li>
    );
  }
  return (
    <li className={styles.row}>
      <div className={styles.project}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <span className={styles.facts}>
          {problem === undefined ? (
            <>
              {isDraft ? <span>{t('recent.unsaved')}</span> : null}
              <span>
                {clips > 0 ? t('recent.clips', { count: clips }) : t('recent.media', { count: media })}
              </span>
              <time dateTime={changedAt}>{when}</time>
            </>
          ) : (
            <span className={styles.problem}>{t(`recent.problem.${problem}`)}</span>
          )}
        </span>
      </div>
      {shown ? (
        <span className={styles.shown}>{t('recent.shown')}</span>
      ) : (
        <>
          {problem === undefined ? (
            <Button data-open aria-label={t('recent.openThat', { name, when })} onClick={() => onOpen(id)}>
              {t('recent.open')}
            </Button>
          ) : (
            <span />
          )}
          <IconButton
            aria-label={t(isDraft ? 'recent.deleteThat' : 'recent.forgetThat', { name, when })}
            title={t(isDraft ? 'recent.delete' : 'recent.forget')}
            onClick={() => (isDraft ? setAsking(true) : onForget(id))}
          >
            {isDraft ? <Trash2 size={16} strokeWidth={1.5} /> : <X size={16} strokeWidth={1.5} />}
          </IconButton>
        </>
      )}
    </li>
  );
}
