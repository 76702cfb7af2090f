import { useTranslation } from 'react-i18next';
import type { ErrorData } from '../../src-shared/errors/app-error.ts';
import { Button } from '../ui/button.tsx';
import { errorDetails } from './error-details.ts';
import { useStudio } from './studio-context.tsx';

/** Puts everything a helper would ask for on the clipboard; the sentence on screen stays short. */
export function CopyDetails({ error }: { readonly error: ErrorData }) {
  const studio = useStudio();
  const { t } = useTranslation();
  return (
    <Button
      tone="quiet"
      onClick={() => {
        const { machine, packs } = studio.facts.getState();
        navigator.clipboard.writeText(errorDetails(error, machine, packs)).then(
          () => studio.messages.say(t('error.copied')),
          (cause: unknown) => studio.report(cause),
        );
      }}
    >
      {t('error.copy')}
    </Button>
  );
}
