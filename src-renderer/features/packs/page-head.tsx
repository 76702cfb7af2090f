import { Dialog } from '@base-ui/react/dialog';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../app/studio-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import styles from './packs.module.css';

interface PageHeadProps {
  readonly title: string;
  readonly version: string;
  readonly children?: ReactNode;
}

/** The head of a page behind the list: its way back has the focus when the page comes. */
export function PageHead({ title, version, children }: PageHeadProps) {
  const { packs } = useStudio();
  const { t } = useTranslation();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div className={styles.head}>
      <div className={styles.pageTitle}>
        <IconButton
          ref={back}
          aria-label={t('packs.back')}
          title={t('packs.back')}
          onClick={() => packs.setState({ page: { kind: 'list' } })}
        >
          <ArrowLeft size={16} strokeWidth={1.75} />
        </IconButton>
        <Dialog.Title className={styles.title}>
          {title} <span className={styles.version}>{version}</span>
        </Dialog.Title>
      </div>
      {children}
    </div>
  );
}
