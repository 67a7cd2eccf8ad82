const examples = [
  'Add a task to buy groceries',
  'I need to remember to pay bills',
  "What's pending?",
  'Show me all my tasks',
];

/** What an empty conversation shows: a welcome and sentences to begin with. */
export function Suggestions({ onChoose }: { readonly onChoose: (text: string) => void }) {
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-5 py-6 text-center">
      <div>
        <p className="text-lg font-semibold">What do you need to get done?</p>
        <p className="mt-1 text-sm text-muted">
          Say it in your own words. I add, list, change, complete and delete tasks.
        </p>
      </div>
      <ul aria-label="Suggestions" className="flex flex-wrap justify-center gap-2">
        {examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => onChoose(example)}
              className="min-h-11 rounded-full border border-line bg-surface px-4 text-sm transition hover:border-accent hover:bg-accent-soft"
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
