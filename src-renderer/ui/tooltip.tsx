import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './popup.module.css';

interface TooltipContent {
  readonly text: ReactNode;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export interface TooltipProps extends TooltipContent {
  readonly children: ReactElement;
}

/** All controls share one tooltip: one of its own for each of them would cost a third of the window's first drawing. */
const shared = BaseTooltip.createHandle<TooltipContent>();

/** Names a control: "Name  (Shortcut)". The child is the control itself and keeps its own accessible name. */
export function Tooltip({ children, ...content }: TooltipProps) {
  return <BaseTooltip.Trigger handle={shared} payload={content} render={children} />;
}

/** The tooltip itself; without it in the window no control shows one. */
export function SharedTooltip() {
  return (
    <BaseTooltip.Root handle={shared}>
      {({ payload }) => (
        <BaseTooltip.Portal>
          <BaseTooltip.Positioner
            className={styles.positioner}
            sideOffset={6}
            side={payload?.side ?? 'bottom'}
          >
            <BaseTooltip.Popup className={classNames(styles.popup, styles.tooltip)}>
              {payload?.text}
              {payload?.keys === undefined ? null : <span className={styles.keys}>{payload.keys}</span>}
            </BaseTooltip.Popup>
          </BaseTooltip.Positioner>
        </BaseTooltip.Portal>
      )}
    </BaseTooltip.Root>
  );
}
