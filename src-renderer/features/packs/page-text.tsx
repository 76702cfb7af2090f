import styles from './packs.module.css';

/** A text of a model's, to be read and copied: a field, so that it can be scrolled by keys as well. */
export function PageText({ label, text }: { readonly label: string; readonly text: string }) {
  return <textarea className={styles.page} readOnly rows={11} aria-label={label} value={text} />;
}
