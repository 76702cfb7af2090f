import { PacksDialog } from '../features/packs/packs-dialog.tsx';
import { Palette } from '../features/palette/palette.tsx';
import { RecentDialog } from '../features/recent/recent-dialog.tsx';
import { ShortcutsDialog } from '../features/shortcuts/shortcuts-dialog.tsx';
import { StoryboardDialog } from '../features/storyboard/storyboard-dialog.tsx';
import { VersionsDialog } from '../features/versions/versions-dialog.tsx';
import { SharedTooltip } from '../ui/tooltip.tsx';
import { QuestionDialog } from './question-dialog.tsx';

/** What comes up over the window and is never there when it opens. */
export function Dialogs() {
  return (
    <>
      <Palette />
      <ShortcutsDialog />
      <RecentDialog />
      <VersionsDialog />
      <StoryboardDialog />
      <PacksDialog />
      <QuestionDialog />
      <SharedTooltip />
    </>
  );
}
