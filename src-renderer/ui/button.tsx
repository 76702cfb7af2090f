import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import styles from './button.module.css';

export type ButtonTone = 'normal' | 'primary' | 'model' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: ButtonTone;
  readonly wide?: boolean;
}

const toneClass: Record<ButtonTone, string | undefined> = {
  normal: undefined,
  primary: styles.primary,
  model: styles.model,
  quiet: styles.quiet,
  danger: classNames(styles.quiet, styles.danger),
};

/** A push button. `aria-disabled` keeps it focusable, so that it can say why it does nothing. */
export function Button({ tone = 'normal', wide = false, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, toneClass[tone], wide && styles.wide, className)}
    />
  );
}

/** A button that shows an icon alone; its name is required because nothing else says what it does. */
export function IconButton({
  className,
  ...rest
}: ComponentProps<'button'> & { readonly 'aria-label': string }) {
  return <button type="button" {...rest} className={classNames(styles.button, styles.icon, className)} />;
}
