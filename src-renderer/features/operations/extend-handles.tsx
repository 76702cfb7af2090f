import { ChevronsLeft, ChevronsRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Clip } from '../../../src-shared/project/schema.ts';
import { classNames } from '../../ui/class-names.ts';
import { extendReason } from '../generate/extend.ts';
import type { Library } from './footage.ts';
import styles from './operations.module.css';

const look = { size: 12, strokeWidth: 2 } as const;

/** On the edges of a selected clip: drag one out, and the model makes what comes there. */
export function ExtendHandles({ clip, library }: { readonly clip: Clip; readonly library: Library }) {
  const { t } = useTranslation();
  return (
    <>
      {extendReason(library, clip, 'backward') === null ? (
        <div
          className={classNames(styles.extend, styles.extendStart)}
          data-part="extend-start"
          title={t('operation.dragToExtend')}
        >
          <ChevronsLeft {...look} />
        </div>
      ) : null}
      {extendReason(library, clip, 'forward') === null ? (
        <div
          className={classNames(styles.extend, styles.extendEnd)}
          data-part="extend-end"
          title={t('operation.dragToExtend')}
        >
          <ChevronsRight {...look} />
        </div>
      ) : null}
    </>
  );
}
