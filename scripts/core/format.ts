/** How a report is written: for people, as our own JSON, whole or event by event, and as three formats that other programs read. */
export const formats = ['text', 'json', 'ndjson', 'junit', 'sarif', 'github'] as const;

/** One of the formats. */
export type Format = (typeof formats)[number];
