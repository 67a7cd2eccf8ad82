import type { Task } from '../lib/model.ts';
import { countOf, type Filter, filters } from '../lib/taskFilter.ts';

const names: Readonly<Record<Filter, string>> = { all: 'All', pending: 'To do', completed: 'Done' };

type Props = {
  readonly tasks: readonly Task[];
  readonly filter: Filter;
  readonly onChoose: (filter: Filter) => void;
};

/** Chooses which tasks are shown. */
export function TaskFilter({ tasks, filter, onChoose }: Props) {
  return (
    <fieldset className="flex rounded-[0.875rem] bg-raised p-0.5">
      <legend className="sr-only">Show</legend>
      {filters.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === filter}
          onClick={() => onChoose(one)}
          className="flex min-h-11 flex-1 items-center justify-center gap-1.5 rounded-xl text-sm text-muted transition-colors hover:text-ink aria-pressed:bg-lift aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-soft"
        >
          {names[one]}
          <span className="text-xs text-muted tabular-nums">{countOf(tasks, one)}</span>
        </button>
      ))}
    </fieldset>
  );
}
