import { useEffect, useRef } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { timecodeText } from '../../editor/timecode-text.ts';

/** The playhead's timecode. Written straight into the element: it changes with every frame. */
export function Timecode() {
  const { transport, project } = useStudio();
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const settings = project.getState().project?.document.settings;
      if (ref.current === null || settings === undefined) return;
      ref.current.textContent = timecodeText(transport.getState().frame, settings.rate);
    };
    write();
    const stops = [transport.subscribe(write), project.subscribe(write)];
    return () => stops.forEach((stop) => stop());
  }, [transport, project]);
  return <span ref={ref} data-testid="timecode" />;
}
