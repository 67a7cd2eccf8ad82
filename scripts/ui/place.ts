import type { Place } from '../core/finding.ts';

/** The file of a place as other programs can open it; undefined for what is no file, such as the arguments of --set. */
export const fileOf = ({ file }: Place): string | undefined => (file.startsWith('--') ? undefined : file);
