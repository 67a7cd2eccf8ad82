import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes } from '../core/codes.ts';
import type { Finding } from '../core/finding.ts';
import { lintDockerfile, rules, topics } from './rules.ts';

const lint = (text: string): readonly Finding[] => topics.flatMap((topic) => lintDockerfile('Dockerfile', text, topic));

/** A Dockerfile that breaks nothing, with a line of its final stage, or its FROM, replaced by what a case is about. */
const whole = ({ from = 'FROM node:24-alpine AS app', own = '', user = 'USER 1001:1001', cmd = 'CMD ["node"]' }) =>
  `${from}\nWORKDIR /app\n${own}${own === '' ? '' : '\n'}${user}\nHEALTHCHECK NONE\n${cmd}\n`;
const own = (line: string): string => whole({ own: line });

/** What is wrong, the text, and what is found: the place, what the message says, and the text after its fix if it has one. */
type Case = readonly [
  code: string,
  text: string,
  at: readonly [line: number, column: number, endLine: number, endColumn: number],
  says: RegExp,
  mended?: string,
];

const cases: readonly Case[] = [
  [
    'dockerfile/DL1000',
    own('WROKDIR /app'),
    [3, 1, 3, 8],
    /no instruction WROKDIR; did you mean WORKDIR/,
    own('WORKDIR /app'),
  ],
  ['dockerfile/DL1000', own('npm ci'), [3, 1, 3, 4], /no instruction npm$/],
  ['dockerfile/DL1000', own('COPY app'), [3, 1, 3, 9], /COPY names no destination/],
  ['dockerfile/DL1000', own('ENV NAME'), [3, 1, 3, 9], /ENV sets no value/],
  ['dockerfile/DL1000', own('SHELL bash -c'), [3, 1, 3, 14], /SHELL is no JSON list/],
  ['dockerfile/DL1000', own('EXPOSE'), [3, 1, 3, 7], /EXPOSE says nothing/],
  [
    'dockerfile/DL1000',
    own('HEALTHCHECK curl x').replace('HEALTHCHECK NONE\n', ''),
    [3, 1, 3, 19],
    /neither CMD nor NONE/,
  ],
  ['dockerfile/DL1000', whole({ from: 'FROM node:24 AS app extra' }), [1, 1, 1, 26], /more than an image/],
  ['dockerfile/DL3000', own('WORKDIR src'), [3, 9, 3, 12], /counts from \/app/, own('WORKDIR /app/src')],
  ['dockerfile/DL3000', whole({}).replace('/app', 'app'), [2, 9, 2, 12], /whatever the base image has/],
  ['dockerfile/DL3002', whole({ user: 'USER root' }), [3, 6, 3, 10], /runs as root/],
  ['dockerfile/DL3002', whole({ user: 'USER 0:0' }), [3, 6, 3, 9], /runs as 0/],
  ['dockerfile/DL3002', whole({ user: 'USER 1001:1001\nUSER root' }), [4, 6, 4, 10], /runs as root/],
  ['dockerfile/DL3002', whole({}).replace('USER 1001:1001\n', ''), [1, 1, 1, 27], /never sets USER/],
  ['dockerfile/DL3006', whole({ from: 'FROM node' }), [1, 6, 1, 10], /node has no tag/],
  ['dockerfile/DL3006', whole({ from: 'FROM registry.example:5000/node AS app' }), [1, 6, 1, 32], /has no tag/],
  ['dockerfile/DL3006', whole({ from: 'ARG BASE=node\nFROM ${BASE} AS app' }), [1, 10, 1, 14], /node has no tag/],
  ['dockerfile/DL3007', whole({ from: 'FROM node:latest' }), [1, 6, 1, 17], /another image tomorrow/],
  ['dockerfile/DL3011', own('EXPOSE 8000 70000'), [3, 13, 3, 18], /70000 is no port/],
  ['dockerfile/DL3011', own('EXPOSE 0'), [3, 8, 3, 9], /0 is no port/],
  ['dockerfile/DL3011', own('EXPOSE http'), [3, 8, 3, 12], /http is no port/],
  ['dockerfile/DL3011', own('EXPOSE 8010-8000'), [3, 8, 3, 17], /8010-8000 is no port/],
  ['dockerfile/DL3012', own('HEALTHCHECK CMD ["true"]'), [3, 1, 3, 25], /HEALTHCHECK has no effect/, whole({})],
  ['dockerfile/DL3020', own('ADD app.py ./'), [3, 1, 3, 4], /ADD copies app\.py/, own('COPY app.py ./')],
  [
    'dockerfile/DL3020',
    own('ADD --chown=1:1 a.py b.py ./'),
    [3, 1, 3, 4],
    /a\.py and b\.py/,
    own('COPY --chown=1:1 a.py b.py ./'),
  ],
  ['dockerfile/DL3020', own('ADD a.py b.tar.gz ./'), [3, 1, 3, 4], /ADD copies a\.py/],
  ['dockerfile/DL3021', own('COPY a b /c'), [3, 10, 3, 12], /2 files are copied to \/c/, own('COPY a b /c/')],
  ['dockerfile/DL3021', own('COPY ["a", "b", "/c"]'), [3, 17, 3, 21], /no directory/],
  ['dockerfile/DL3022', own('COPY --from=biuld /x /y'), [3, 13, 3, 18], /no stage biuld, so an image/],
  [
    'dockerfile/DL3022',
    `FROM a:1 AS build\n${own('COPY --from=biuld /x /y')}`,
    [4, 13, 4, 18],
    /mean build/,
    `FROM a:1 AS build\n${own('COPY --from=build /x /y')}`,
  ],
  ['dockerfile/DL3022', own('COPY --from=1 /x /y'), [3, 13, 3, 14], /no stage 1 above: this one is number 0/],
  [
    'dockerfile/DL3022',
    `${own('COPY --link --from=last /x /y')}FROM a:1 AS last\nUSER 1\nHEALTHCHECK NONE\n`,
    [3, 20, 3, 24],
    /last stands below/,
  ],
  ['dockerfile/DL3022', own('RUN --mount=type=bind,from=tools,target=/t true'), [3, 28, 3, 33], /no stage tools/],
  ['dockerfile/DL3023', own('COPY --from=app /x /y'), [3, 13, 3, 16], /is the stage that this line stands in/],
  [
    'dockerfile/DL3025',
    whole({ cmd: 'CMD node server.js --port 80' }),
    [5, 5, 5, 29],
    /A shell starts node/,
    whole({ cmd: 'CMD ["node", "server.js", "--port", "80"]' }),
  ],
  [
    'dockerfile/DL3025',
    whole({ cmd: 'CMD exec node "my app.js"' }),
    [5, 5, 5, 26],
    /A shell starts node/,
    whole({ cmd: 'CMD ["node", "my app.js"]' }),
  ],
  [
    'dockerfile/DL3025',
    whole({ cmd: "CMD ['node', 'a']" }),
    [5, 5, 5, 18],
    /looks like a JSON list/,
    whole({ cmd: 'CMD ["node", "a"]' }),
  ],
  ['dockerfile/DL3025', whole({ cmd: 'CMD ["node", a]' }), [5, 5, 5, 16], /looks like a JSON list/],
  ['dockerfile/DL3025', whole({ cmd: 'ENTRYPOINT node $FLAGS' }), [5, 12, 5, 23], /A shell starts the program/],
  ['dockerfile/DL3025', whole({ cmd: 'CMD npm run build && node a' }), [5, 5, 5, 28], /A shell starts the program/],
  [
    'dockerfile/DL3025',
    whole({ cmd: 'CMD node \\\n  a.js' }),
    [5, 5, 6, 7],
    /A shell starts node/,
    whole({ cmd: 'CMD ["node", "a.js"]' }),
  ],
  [
    'dockerfile/DL3029',
    whole({ from: 'FROM --platform=linux/amd64 node:24' }),
    [1, 6, 1, 28],
    /bound to linux\/amd64/,
    whole({ from: 'FROM node:24' }),
  ],
  [
    'dockerfile/DL3042',
    own('RUN pip install -r x.txt'),
    [3, 5, 3, 16],
    /pip keeps/,
    own('RUN pip install --no-cache-dir -r x.txt'),
  ],
  [
    'dockerfile/DL3042',
    own('RUN true && \\\n    # first\n    /v/bin/pip3.11 -q install x'),
    [5, 5, 5, 30],
    /pip keeps/,
    own('RUN true && \\\n    # first\n    /v/bin/pip3.11 -q install --no-cache-dir x'),
  ],
  [
    'dockerfile/DL3042',
    own('RUN python3 -m pip install x'),
    [3, 5, 3, 27],
    /./,
    own('RUN python3 -m pip install --no-cache-dir x'),
  ],
  [
    'dockerfile/DL3042',
    own('RUN <<EOF\nset -e\npip install x\nEOF'),
    [5, 1, 5, 12],
    /./,
    own('RUN <<EOF\nset -e\npip install --no-cache-dir x\nEOF'),
  ],
  [
    'dockerfile/DL3042',
    own('ENV PIP_NO_CACHE_DIR=0\nRUN pip install x'),
    [4, 5, 4, 16],
    /./,
    own('ENV PIP_NO_CACHE_DIR=0\nRUN pip install --no-cache-dir x'),
  ],
  ['dockerfile/DL3043', own('ONBUILD FROM x'), [3, 1, 3, 15], /may not trigger FROM/],
  ['dockerfile/DL3044', own('ENV A=1 B=$A'), [3, 11, 3, 13], /A is set by this very line/],
  [
    'dockerfile/DL3045',
    whole({}).replace('WORKDIR /app', 'COPY a b/'),
    [2, 8, 2, 10],
    /b\/ counts from the working directory/,
  ],
  ['dockerfile/DL3057', whole({}).replace('HEALTHCHECK NONE\n', ''), [1, 1, 1, 27], /not told whether it works/],
  ['dockerfile/DL3061', `RUN true\n${whole({})}`, [1, 1, 1, 9], /RUN stands before the first FROM/],
  ['dockerfile/DL3061', '# nothing\n', [1, 1, 1, 1], /has no FROM/],
  ['dockerfile/DL3063', whole({ from: 'FROM node:24 AS scratch' }), [1, 17, 1, 24], /scratch is a word of Docker/],
  ['dockerfile/DL3064', own('ARG NPM_TOKEN'), [3, 5, 3, 14], /ARG NPM_TOKEN is named like a secret/],
  ['dockerfile/DL3064', own('ENV A=1 PGPASSWORD=x'), [3, 9, 3, 19], /ENV PGPASSWORD is named like a secret/],
  [
    'dockerfile/DL3065',
    whole({ from: 'FROM --platform=$TARGETPLATFORM node:24' }),
    [1, 6, 1, 32],
    /has anyway/,
    whole({ from: 'FROM node:24' }),
  ],
  ['dockerfile/DL3066', whole({ user: 'USER appuser' }), [3, 6, 3, 13], /runs as appuser/],
  [
    'dockerfile/DL3066',
    whole({ own: 'RUN adduser -D -u 1001 app', user: 'USER app' }),
    [4, 6, 4, 9],
    /runs as app/,
    whole({ own: 'RUN adduser -D -u 1001 app', user: 'USER 1001' }),
  ],
  ['dockerfile/DL3066', whole({ user: 'USER node' }), [3, 6, 3, 10], /runs as node/, whole({ user: 'USER 1000:1000' })],
  [
    'dockerfile/DL4000',
    own('MAINTAINER Jane <j@x>'),
    [3, 1, 3, 22],
    /out of use/,
    own('LABEL org.opencontainers.image.authors="Jane <j@x>"'),
  ],
  ['dockerfile/DL4003', own('CMD ["a"]'), [3, 1, 3, 10], /CMD has no effect/, whole({})],
  [
    'dockerfile/DL4004',
    own('ENTRYPOINT ["a"]\nENTRYPOINT ["b"]'),
    [3, 1, 3, 17],
    /ENTRYPOINT has no effect/,
    own('ENTRYPOINT ["b"]'),
  ],
  ['dockerfile/DL4006', own('RUN wget -qO- https://x | tar x'), [3, 25, 3, 26], /fails before this pipe/],
  [
    'dockerfile/DL4006',
    own('RUN a && \\\n    # why | not\n    echo "x|y" || b |& c'),
    [5, 21, 5, 22],
    /fails before this pipe/,
  ],
  ['dockerfile/DL4006', own('RUN echo "x | $(a | b)"'), [3, 19, 3, 20], /./],
  ['dockerfile/DL4006', own('RUN ["/bin/sh","-c","a | b"]'), [3, 24, 3, 25], /./],
  ['dockerfile/DL4006', own('SHELL ["/bin/sh", "-c"]\nRUN a | b'), [4, 7, 4, 8], /./],
  [
    'dockerfile/ConsistentInstructionCasing',
    own('run true'),
    [3, 1, 3, 4],
    /run is written in another case/,
    own('RUN true'),
  ],
  ['dockerfile/DuplicateStageName', `FROM a:1 AS app\n${whole({})}`, [2, 24, 2, 27], /Two stages are named app/],
  [
    'dockerfile/ExposeInvalidFormat',
    own('EXPOSE 80:8000'),
    [3, 8, 3, 15],
    /80:8000 names an address/,
    own('EXPOSE 8000'),
  ],
  ['dockerfile/ExposeProtoCasing', own('EXPOSE 8000/TCP'), [3, 8, 3, 16], /in capitals/, own('EXPOSE 8000/tcp')],
  [
    'dockerfile/FromAsCasing',
    whole({ from: 'FROM node:24 as app' }),
    [1, 14, 1, 16],
    /as is written in another case/,
    whole({ from: 'FROM node:24 AS app' }),
  ],
  ['dockerfile/InvalidDefaultArgInFrom', whole({ from: 'ARG V\nFROM node:${V}' }), [2, 6, 2, 15], /V is empty/],
  [
    'dockerfile/LegacyKeyValueFormat',
    own('ENV NAME some value'),
    [3, 5, 3, 20],
    /ENV NAME has a space/,
    own('ENV NAME="some value"'),
  ],
  ['dockerfile/LegacyKeyValueFormat', own('LABEL a b'), [3, 7, 3, 10], /LABEL a has a space/, own('LABEL a=b')],
  [
    'dockerfile/NoEmptyContinuation',
    own('RUN a && \\\n\n    b'),
    [4, 1, 4, 1],
    /goes on over an empty line/,
    own('RUN a && \\\n    b'),
  ],
  [
    'dockerfile/StageNameCasing',
    `FROM a:1 AS Build\n${own('COPY --from=Build /x /y')}`,
    [1, 13, 1, 18],
    /Build has capitals/,
    `FROM a:1 AS build\n${own('COPY --from=build /x /y')}`,
  ],
  [
    'dockerfile/UndefinedArgInFrom',
    whole({ from: 'ARG VERSION=24\nFROM node:${VERSOIN}' }),
    [2, 6, 2, 21],
    /VERSOIN, and no ARG.*declared are VERSION/,
  ],
  [
    'dockerfile/UndefinedVar',
    own('ARG VERSION=1\nENV A=$VERSOIN'),
    [4, 7, 4, 15],
    /VERSOIN is not declared; did you mean VERSION/,
  ],
  ['dockerfile/UndefinedVar', `ARG V=1\n${own('COPY a$V /b')}`, [4, 7, 4, 9], /V is declared outside of this stage/],
  ['dockerfile/UndefinedVar', own('COPY a-${TARGETARCH} /b'), [3, 8, 3, 21], /TARGETARCH is declared outside/],
  [
    'dockerfile/UndefinedVar',
    whole({ from: 'FROM scratch', own: 'LABEL a="$B"' }),
    [3, 10, 3, 12],
    /B is not declared, so here it is empty/,
  ],
  ['dockerfile/UndefinedVar', own('WORKDIR ${SOMEWHERE}/x'), [3, 9, 3, 21], /unless node:24-alpine sets it/],
];

describe('a rule of Dockerfiles', () => {
  it.each(cases.map((one) => [one[0], JSON.stringify(one[1]), one] as const))('%s is found in %s', (code, _, one) => {
    const [, text, [line, column, endLine, endColumn], says, mended] = one;
    const findings = lint(text);
    expect(findings).toMatchObject([
      { code, message: expect.stringMatching(says), remedy: expect.stringMatching(/\.$/) },
    ]);
    expect(findings[0]?.at).toEqual({ file: 'Dockerfile', line, column, endLine, endColumn });
    expect(mended === undefined ? findings[0]?.fix : fixed(text, findings[0])).toBe(mended);
    if (mended !== undefined) expect(lint(mended)).toEqual([]);
  });

  it('finds in its cases on the levels that it names, and on all of them', () => {
    const named = Object.values(rules).flatMap((some) => some.map(({ code, levels }) => [code, [...levels].sort()]));
    const found = Map.groupBy(
      cases.flatMap(([, text]) => lint(text)),
      ({ code }) => code,
    );
    const levels = [...found].map(([code, some]) => [code, [...new Set(some.map(({ level }) => level))].sort()]);
    expect(levels.toSorted()).toEqual(named.toSorted());
  });

  it('has a code and a case, and stands in one topic', () => {
    const all = Object.values(rules).flatMap((some) => some.map(({ code }) => code));
    expect(new Set(all).size).toBe(all.length);
    expect([...all].toSorted()).toEqual([...new Set(cases.map(([code]) => code))].toSorted());
    const elsewhere = ['dockerfile/unlike', 'dockerfile/CopyIgnoredFile', 'dockerfile/copy-absent'];
    const known = Object.keys(codes).filter((code) => code.startsWith('dockerfile/'));
    expect([...all, ...elsewhere].toSorted()).toEqual(known.toSorted());
  });
});

describe('a Dockerfile breaks no rule', () => {
  it.each([
    ['when it is plain', whole({})],
    ['when its base is pinned by digest', whole({ from: `FROM node@sha256:${'a'.repeat(64)} AS app` })],
    ['when its base is nothing', whole({ from: 'FROM scratch' })],
    ['when its base comes from an argument', whole({ from: 'ARG BASE=node:24\nFROM $BASE AS app' })],
    [
      'when a stage is the base of the next',
      `FROM node:24 AS base\nWORKDIR /app\nUSER 1001\nHEALTHCHECK NONE\nFROM base\nCOPY a b/\nRUN true\n`,
    ],
    [
      'when a stage of tools runs where it is built',
      `FROM --platform=$BUILDPLATFORM go:1 AS build\n${own('COPY --from=build /a /b')}`,
    ],
    [
      'when it copies by number or from an image with its tag',
      `FROM a:1\n${own('COPY --from=0 /a /b\nCOPY --from=nginx:1.27 /c /d')}`,
    ],
    [
      'when ADD unpacks and fetches',
      own('ADD a.tar.gz /x\nADD https://x.example/y /z\nADD https://github.com/a/b.git /c'),
    ],
    ['when files are named by a heredoc', own('COPY <<EOF /etc/a.conf\nx $HOME | y\nEOF')],
    ['when several files go to a folder', own('COPY a b ./\nCOPY c d .\nCOPY ["e","f","./"]')],
    ['when variables have an answer to absence', own('ENV A=${B:-c} D=${E:+f} G=${H-i} PATH=/x:$PATH')],
    ['when variables are the business of a shell', own("RUN echo $A ${B}\nENV C='$D' E=\\$F")],
    ['when a variable is declared', own('ARG V=1\nENV W=$V\nLABEL x="${V}-$W"')],
    ['when pip is told elsewhere', own('ENV PIP_NO_CACHE_DIR=1\nRUN pip install x')],
    ['when pip has a cache for the build', own('RUN --mount=type=cache,target=/var/cache/pip pip install x')],
    [
      'when pip is told on the line',
      own('RUN PIP_NO_CACHE_DIR=1 pip install x\nRUN pip install --no-cache-dir y\nRUN uv pip install z'),
    ],
    ['when pip is only spoken of', own('RUN echo "pip install x" > help')],
    ['when the shell sees a failing pipe', own('SHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN a | b')],
    ['when the command itself sees it', own('RUN set -euo pipefail && a | b')],
    [
      'when a bar is no pipe',
      own(
        'RUN a || b\nRUN case $x in a|b) c ;; esac\nRUN ["a", "|", "b"]\nRUN ["bash", "-o", "pipefail", "-c", "a | b"]\nRUN echo "a | b"',
      ),
    ],
    [
      'when it is written small throughout',
      whole({})
        .replace(/^[A-Z]+/gm, (word) => word.toLowerCase())
        .replace(' AS ', ' as ')
        .replace('cmd [', 'cmd ['),
    ],
    ['when ports have protocols and ranges', own('EXPOSE 8000/tcp 53/udp 8001-8010\nARG P=80\nEXPOSE $P')],
    ['when settings name secrets without being them', own('ENV SECRET_NAME=a TOKEN_FILE=/run/secrets/b GPG_KEY=c')],
    ['when lines end as on Windows', whole({}).replaceAll('\n', '\r\n')],
    ['when another sign lets lines go on', `# escape=\`\n${own('RUN a `\n  b')}`],
    ['when comments stand between its lines', own('RUN a && \\\n# note | x\n    b')],
  ])('%s', (_, text) => {
    expect(lint(text)).toEqual([]);
  });
});

describe('a comment in a Dockerfile', () => {
  it('silences a rule with a reason, on the line above the instruction or above a part of it', () => {
    expect(lint(whole({ from: '# validate-ignore dockerfile/DL3006: our own registry\nFROM node' }))).toEqual([]);
    expect(lint(own('# validate-ignore dockerfile/DL3042: read again below\nRUN a && \\\n    pip install x'))).toEqual(
      [],
    );
    expect(
      lint(own('RUN a && \\\n    # validate-ignore dockerfile/DL3042: read again below\n    pip install x')),
    ).toEqual([]);
  });

  it('is a finding when it silences nothing, told once by the topic of its rule', () => {
    expect(lint(own('# validate-ignore dockerfile/DL3042: x\nRUN a'))).toMatchObject([
      { code: 'suppression/unused', level: 'warning', at: { line: 3, column: 1 } },
    ]);
    expect(lint(whole({ from: '# validate-ignore dockerfile/DL3006\nFROM node' }))).toMatchObject([
      { code: 'suppression/without-reason', level: 'error', at: { line: 1, column: 1 } },
    ]);
  });
});

describe('levels', () => {
  it('are warnings for what may be right after all', () => {
    const levels = lint(whole({ own: 'ENV A=$SOMEWHERE' }).replace('HEALTHCHECK NONE\n', '')).map(({ level }) => level);
    expect(levels).toEqual(['warning', 'warning']);
  });
});

describe('a text that is no Dockerfile', () => {
  const word = fc.constantFrom(
    ...[
      'FROM',
      'from',
      'a:1',
      'AS',
      'x',
      'RUN',
      'COPY',
      '--from=x',
      '--mount=from=y',
      'ADD',
      'ENV',
      'A=$B',
      '${C',
      'ARG',
    ],
    ...[
      'CMD',
      '["a"',
      ']',
      "['b']",
      '<<EOF',
      'EOF',
      '\\',
      '\n',
      '\r\n',
      '#',
      '|',
      "'",
      '"',
      'EXPOSE',
      '99999',
      'USER',
      '\uFEFF',
    ],
    ...[
      'ONBUILD',
      'HEALTHCHECK',
      'NONE',
      'WORKDIR',
      'LABEL',
      'SHELL',
      '\0',
      'pip',
      'install',
      '# validate-ignore dockerfile/DL3006',
    ],
  );

  it('is read all the same, with places that exist', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
        ),
        (text) => {
          const lines = text.split('\n').length;
          for (const { at } of lint(text)) {
            expect(at?.line).toBeGreaterThanOrEqual(1);
            expect(at?.line).toBeLessThanOrEqual(lines);
            expect(at?.column).toBeGreaterThanOrEqual(1);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['long', `FROM a:1\n${'RUN a && \\\n'.repeat(4000)}b\n`],
    ['of many instructions', `FROM a:1\n${'ENV A=1\nRUN pip install x\n'.repeat(1500)}`],
    ['one word', 'a'.repeat(500_000)],
    ['of quotes', `FROM a:1\nRUN ${'"a'.repeat(50_000)}\n`],
  ])('is read in time when it is %s', (_, text) => {
    const began = performance.now();
    lint(text);
    expect(performance.now() - began).toBeLessThan(8000);
  });
});

/** The text with the edits of a finding applied, the last first. */
const fixed = (text: string, one: Finding | undefined): string | undefined => {
  if (!one?.fix) return undefined;
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = (line: number, column: number): number => (starts[line - 1] ?? 0) + column - 1;
  return [...one.fix]
    .toSorted((a, b) => offset(b.at.line, b.at.column) - offset(a.at.line, a.at.column))
    .reduce(
      (left, { at, text: by }) =>
        left.slice(0, offset(at.line, at.column)) + by + left.slice(offset(at.endLine, at.endColumn)),
      text,
    );
};
