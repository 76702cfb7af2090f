import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Toast } from '../editor/stores/messages-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CopyDetails } from './copy-details.tsx';
import { useStudio } from './studio-context.tsx';
import styles from './shell.module.css';

/** What happened where the person was not looking. They stay until they are read: nothing here races the eye. */
export function Toasts() {
  const { messages } = useStudio();
  const { t } = useTranslation();
  const toasts = useStore(messages, (state) => state.toasts);
  if (toasts.length === 0) return null;
  return (
    <section className={styles.toasts} aria-label={t('toast.title')}>
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastView({ toast }: { readonly toast: Toast }) {
  const { messages } = useStudio();
  const { t } = useTranslation();
  return (
    <div className={styles.toast} data-tone={toast.tone} data-testid="toast">
      {toast.tone === 'error' ? (
        <TriangleAlert size={16} strokeWidth={1.5} className={styles.toastError} />
      ) : null}
      {toast.tone === 'done' ? (
        <CircleCheck size={16} strokeWidth={1.5} className={styles.toastDone} />
      ) : null}
      <div className={styles.toastText}>
        <p data-selectable>{toast.text}</p>
        {toast.error?.hint === undefined ? null : <p className={styles.toastHint}>{toast.error.hint}</p>}
        <div className={styles.toastActions}>
          {toast.action === undefined ? null : (
            <Button
              onClick={() => {
                toast.action?.run();
                messages.dismiss(toast.id);
              }}
            >
              {toast.action.label}
            </Button>
          )}
          {toast.error === undefined ? null : <CopyDetails error={toast.error} />}
        </div>
      </div>
      <IconButton aria-label={t('toast.dismiss')} onClick={() => messages.dismiss(toast.id)}>
        <X size={14} strokeWidth={1.5} />
      </IconButton>
    </div>
  );
}
