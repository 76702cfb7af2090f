import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { classNames } from '../ui/class-names.ts';
import { panelLimits, type MovablePanel } from './layout.ts';
import styles from './workspace.module.css';

export interface PanelDividerProps {
  readonly panel: MovablePanel;
  readonly name: string;
  readonly size: number;
  /** Shows a size while it is being drawn. */
  readonly onDraw: (pixels: number) => void;
  /** Keeps a size; undefined: the one the panel had at first. */
  readonly onKeep: (pixels: number | undefined) => void;
}

const keyPixels = 16;

/** The edge of a panel: drawn by the pointer, moved by the arrows; a double click gives the first size back. */
export function PanelDivider({ panel, name, size, onDraw, onKeep }: PanelDividerProps) {
  const from = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const isColumn = panel !== 'timeline';
  // The library grows to the right; the others, at the right and at the bottom, against the pointer.
  const direction = panel === 'left' ? 1 : -1;
  const { min, max } = panelLimits[panel];

  function asked(event: PointerEvent): number {
    const at = isColumn ? event.clientX : event.clientY;
    return from.current === null ? size : from.current.size + direction * (at - from.current.at);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const grow = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (grow !== undefined) onKeep(size + grow * direction * keyPixels);
    else if (event.key === 'Home') onKeep(min);
    else if (event.key === 'End') onKeep(max);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div
      className={classNames(styles.divider, isColumn ? styles.column : styles.row)}
      data-divider={panel}
      role="separator"
      aria-label={name}
      aria-orientation={isColumn ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={panel === 'left' ? 0 : min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: isColumn ? event.clientX : event.clientY, size };
      }}
      onPointerMove={(event) => {
        if (from.current !== null) onDraw(asked(event));
      }}
      onPointerUp={(event) => {
        if (from.current === null) return;
        const drawn = asked(event);
        from.current = null;
        onKeep(drawn);
      }}
      onLostPointerCapture={() => {
        // Taken away before it was let go: nothing has been drawn.
        if (from.current === null) return;
        from.current = null;
        onDraw(size);
      }}
      onDoubleClick={() => onKeep(undefined)}
      onKeyDown={onKeyDown}
    />
  );
}
