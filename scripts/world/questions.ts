import type { Choice, Questions } from '../core/questions.ts';

/** Questions on the terminal of this process. The library is loaded with the first one: hardly any run asks. */
export const openQuestions = (signal: AbortSignal): Questions => {
  const library = () => import('@clack/prompts');
  const around = { signal, withGuide: false } as const;
  const messageOf = ({ text, why }: { readonly text: string; readonly why: string }): string => `${text} ${why}`;
  return {
    choose: async (question) => {
      const { select, isCancel } = await library();
      const options = question.choices.map((choice: Choice) => ({ ...choice, label: choice.value }));
      const chosen = await select({ ...around, message: messageOf(question), options, initialValue: question.first });
      return isCancel(chosen) ? undefined : chosen;
    },
    word: async (question) => {
      const { text, isCancel } = await library();
      const { otherwise, whyNot } = question;
      const typed = await text({
        ...around,
        message: messageOf(question),
        placeholder: otherwise,
        defaultValue: otherwise,
        validate: (answer = '') => whyNot(answer.trim()),
      });
      return isCancel(typed) ? undefined : typed.trim();
    },
    hidden: async (question) => {
      const { password, isCancel } = await library();
      const typed = await password({
        ...around,
        message: messageOf(question),
        // Each character is shown as nothing.
        mask: '',
        clearOnError: true,
        validate: (answer = '') => question.whyNot(answer.trim()),
      });
      return isCancel(typed) ? undefined : (typed ?? '').trim();
    },
  };
};
