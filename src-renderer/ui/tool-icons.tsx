import type { ReactNode } from 'react';

function ToolIcon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width={16}
      height={16}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** A clip whose end pushes what follows. */
export function RippleIcon() {
  return (
    <ToolIcon>
      <path d="M10 5v14" />
      <path d="M10 12h10M16 8l4 4-4 4" />
      <path d="M5 8v8" />
    </ToolIcon>
  );
}

/** The cut between two clips goes both ways. */
export function RollIcon() {
  return (
    <ToolIcon>
      <path d="M12 4v16" />
      <path d="M9 12H3M5 9l-3 3 3 3M15 12h6M19 9l3 3-3 3" />
    </ToolIcon>
  );
}

/** Pictures move under standing edges. */
export function SlipIcon() {
  return (
    <ToolIcon>
      <path d="M4 5v14M20 5v14" />
      <path d="M8 12h8M10 9l-3 3 3 3M14 9l3 3-3 3" />
    </ToolIcon>
  );
}

/** A clip moves between its neighbours. */
export function SlideIcon() {
  return (
    <ToolIcon>
      <rect x="8" y="6" width="8" height="12" rx="1" />
      <path d="M5 12H1M3 10l-2 2 2 2M19 12h4M21 10l2 2-2 2" />
    </ToolIcon>
  );
}

/** An edge that stretches time. */
export function RateIcon() {
  return (
    <ToolIcon>
      <circle cx="9" cy="12" r="6" />
      <path d="M9 9v3l2 1.5M17 12h6M21 9.5l2.5 2.5L21 14.5" />
    </ToolIcon>
  );
}

/** Everything from here on. */
export function ForwardIcon() {
  return (
    <ToolIcon>
      <path d="M4 7h9M4 12h9M4 17h9" />
      <path d="M16 8l4 4-4 4" />
    </ToolIcon>
  );
}
