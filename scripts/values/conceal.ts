/**
 * A values file or `--set` text with everything below a `secrets` key and every password inside a URL replaced by
 * `***`, line by line, so that it works for broken YAML too and line numbers stay. For code frames.
 */
export const conceal = (text: string): string => {
  let inside: number | undefined;
  return text
    .split('\n')
    .map((line) => {
      const indent = line.search(/\S/);
      if (indent < 0) return line;
      if (inside !== undefined && indent <= inside && !/^\s*[}\]]/.test(line)) inside = undefined;
      if (inside !== undefined) return hideValue(line);
      const opened = /(["']?)\bsecrets\1\s*:/.exec(line);
      if (!opened) return concealUrls(hideSet(line));
      inside = indent;
      const head = opened.index + opened[0].length;
      return line.slice(head).trim() === '' ? line : `${line.slice(0, head)} ***`;
    })
    .join('\n');
};

/** A text with the passwords of its URLs (`user:password@`, `password=`) replaced by `***`. */
export const concealUrls = (text: string): string =>
  text.replaceAll(/(:\/\/[^\s:@/]*:)\S*(?=@)/g, '$1***').replaceAll(/([?&;]\w*password=)[^\s&"']*/gi, '$1***');

const hideValue = (line: string): string => {
  const [, key] = /^(\s*(?:- )?["']?[\w.-]+["']?\s*:)(?=\s|$)/.exec(line) ?? [];
  if (key === undefined) return line.replace(/\S.*$/, '***');
  return line.slice(key.length).trim() === '' ? line : `${key} ***`;
};

const hideSet = (line: string): string => line.replace(/(\bsecrets[^=]*=).*/, '$1***');
