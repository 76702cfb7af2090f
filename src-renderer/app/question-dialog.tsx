import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import popup from '../ui/popup.module.css';
import { useStudio } from './studio-context.tsx';

/** Asks before something is lost. The answer that loses nothing has the focus, and Escape chooses it. */
export function QuestionDialog() {
  const { question } = useStudio();
  const open = useStore(question, (state) => state.open);
  return (
    <AlertDialog.Root
      open={open !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) open?.answer(open.answers[0].id);
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={popup.backdrop} />
        <AlertDialog.Popup className={classNames(popup.popup, popup.dialog)}>
          <AlertDialog.Title className={popup.dialogTitle}>{open?.title}</AlertDialog.Title>
          <AlertDialog.Description className={popup.dialogText}>{open?.text}</AlertDialog.Description>
          <div className={popup.dialogButtons}>
            {open?.answers.map((answer) => (
              <Button key={answer.id} tone={answer.tone ?? 'normal'} onClick={() => open.answer(answer.id)}>
                {answer.label}
              </Button>
            ))}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
