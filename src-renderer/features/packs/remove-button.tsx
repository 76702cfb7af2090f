import { useTranslation } from 'react-i18next';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';

interface RemoveButtonProps {
  readonly id: string;
  readonly name: string;
}

/** Removes a model after asking; the answer that loses nothing comes first. */
export function RemoveButton({ id, name }: RemoveButtonProps) {
  const studio = useStudio();
  const { t } = useTranslation();

  async function remove(): Promise<void> {
    const answer = await studio.question.ask({
      title: t('packs.remove.title', { name }),
      text: t('packs.remove.text'),
      answers: [
        { id: 'keep', label: t('packs.remove.keep') },
        { id: 'remove', label: t('packs.remove.button'), tone: 'danger' },
      ],
    });
    if (answer !== 'remove') return;
    await studio.bridge.call('packs.remove', id);
    studio.packs.setState({ page: { kind: 'list' } });
    const said = t('packs.announce.removed', { name });
    studio.messages.say(said);
    studio.messages.speak(said);
  }

  return (
    <Button
      tone="danger"
      aria-label={t('packs.remove.that', { name })}
      onClick={() => {
        remove().catch((error: unknown) => studio.report(error));
      }}
    >
      {t('packs.remove.button')}
    </Button>
  );
}
