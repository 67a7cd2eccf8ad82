/** How a report is written: for people, as our own JSON, and as three formats that other programs read. */
export const formats = ['text', 'json', 'junit', 'sarif', 'github'] as const;

/** One of the formats. */
export type Format = (typeof formats)[number];
