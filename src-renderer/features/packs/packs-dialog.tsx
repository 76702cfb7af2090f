import { Dialog } from '@base-ui/react/dialog';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { refreshPacks } from './pack-actions.ts';
import { PackDetailsPage } from './pack-details.tsx';
import { PackOfferPage } from './pack-offer.tsx';
import { PacksList } from './packs-list.tsx';
import styles from './packs.module.css';

/** The models on this computer: what there is, what each can do, and how more of them come and go. */
export function PacksDialog() {
  const studio = useStudio();
  const { t } = useTranslation();
  const open = useStore(studio.view, (state) => state.packsOpen);

  function setOpen(packsOpen: boolean): void {
    studio.view.setState({ packsOpen });
    if (packsOpen) return;
    studio.packs.setState({ page: { kind: 'list' }, problem: null });
    studio.bridge.call('packs.stopOffer').catch((error: unknown) => studio.report(error));
  }

  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup className={classNames(popup.popup, styles.dialog)} aria-label={t('packs.title')}>
          <Packs />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Packs() {
  const studio = useStudio();
  const page = useStore(studio.packs, (state) => state.page);
  useEffect(() => {
    refreshPacks(studio).catch((error: unknown) => studio.report(error));
  }, [studio]);
  if (page.kind === 'details') return <PackDetailsPage id={page.id} details={page.details} />;
  if (page.kind === 'offer') return <PackOfferPage offer={page.offer} />;
  return <PacksList />;
}
