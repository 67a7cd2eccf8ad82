import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from './json.ts';

describe('a text that is no JSON', () => {
  it.each([
    ['{"a": [1, 2,]}', 12, '] stands where a value belongs'],
    ['{"a": 1,}', 8, '} stands where a key in double quotes belongs'],
    ['{"a" 1}', 5, '1 stands where a colon belongs'],
    ['{"a": 1 "b": 2}', 8, '"b" stands where a comma or the end belongs'],
    ['{"a": 1', 7, 'the file ends before { is closed'],
    ['{"a": 1]', 7, '] stands where a comma or the end belongs'],
    ['{a: 1}', 1, 'a is no JSON'],
    ['{"a": "b\n"}', 6, 'a text in quotes is not ended, or holds what needs a backslash'],
    ['{} {}', 3, '{ stands where the end of the file belongs'],
    ['// note\n{}', 0, 'JSON has no comments'],
    ['  ', 2, 'the file is empty'],
    ['{"a": 01}', 6, '01 is no JSON'],
  ])('%j has its mistake at %i', (text, offset, message) => {
    expect(jsonFault(text)).toEqual({ offset, message });
  });

  it('is one for JSON.parse, too: of a JSON text only the end is told', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom(',', '"', '}', ']', ':', 'x', '\\'), (json, at, sign) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + sign + json.slice(place);
        const parses = isJson(text);
        expect(jsonFault(text).offset <= text.length).toBe(true);
        expect(jsonFault(text).offset === text.length && jsonFault(text).message.includes('before it')).toBe(parses);
      }),
    );
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
