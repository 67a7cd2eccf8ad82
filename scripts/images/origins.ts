import type { ModifiableInstruction } from 'dockerfile-ast';
import type { Line, Range } from './sheet.ts';

/** Where an instruction names what it takes files from: `COPY --from=NAME`, `RUN --mount=from=NAME`. */
export const originsOf = ({ keyword, instruction }: Line): readonly Origin[] => {
  if (keyword !== 'COPY' && keyword !== 'RUN') return [];
  return (instruction as ModifiableInstruction).getFlags().flatMap((flag): readonly Origin[] => {
    const named = keyword === 'COPY' ? [flag] : flag.getOptions();
    if (flag.getName() !== (keyword === 'COPY' ? 'from' : 'mount')) return [];
    return named.flatMap((one) => {
      const value = one.getValue();
      const range = one.getValueRange();
      return one.getName() === 'from' && value && range ? [{ value, range }] : [];
    });
  });
};

/** A name or number behind `from=`, and its range. */
export type Origin = { readonly value: string; readonly range: Range };
