/** The longest title of a task that the backend takes, in characters. */
export const longestTitle = 200;

/** The longest notes on a task, in characters. */
export const longestDescription = 1000;

/** The longest message to the assistant, in characters. */
export const longestMessage = 2000;
