import { createContext, use, type ReactNode } from 'react';
import type { Studio } from '../editor/studio.ts';

const StudioContext = createContext<Studio | null>(null);

export function StudioProvider({
  studio,
  children,
}: {
  readonly studio: Studio;
  readonly children: ReactNode;
}) {
  return <StudioContext value={studio}>{children}</StudioContext>;
}

/** @throws Error outside a `StudioProvider`: a component without a studio is a defect of ours. */
export function useStudio(): Studio {
  const studio = use(StudioContext);
  if (studio === null) throw new Error('No studio around this component');
  return studio;
}
