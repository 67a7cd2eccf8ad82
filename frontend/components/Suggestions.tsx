const examples = [
  'Add a task to buy groceries',
  'I need to remember to pay bills',
  "What's pending?",
  'Show me all my tasks',
];

/** What an empty conversation shows: a welcome and sentences to begin with. */
export function Suggestions({ onChoose }: { readonly onChoose: (text: string) => void }) {
  return (
    <div className="m-auto flex w-full max-w-lg flex-col items-center gap-5 py-6 text-center">
      <div>
        <p className="text-lg font-semibold">What do you need to get done?</p>
        <p className="mt-1 text-sm text-balance text-muted">
          Say it in your own words. I add, list, change, complete and delete tasks.
        </p>
      </div>
      <ul aria-label="Suggestions" className="grid w-full gap-2 sm:grid-cols-2">
        {examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => onChoose(example)}
              className="min-h-11 w-full rounded-xl border border-line bg-surface px-4 py-2 text-sm transition hover:border-accent hover:bg-accent-soft"
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
