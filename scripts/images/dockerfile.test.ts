import { describe, expect, it } from 'vitest';
import { finalStage, parseDockerfile } from './dockerfile.ts';

const text = `ARG NODE_IMAGE=node:24-alpine
ARG UNSET
FROM \${NODE_IMAGE} AS deps
ARG PLACE=/app
WORKDIR \${PLACE}
COPY package.json package-lock.json ./
RUN npm ci \\
    --no-audit

FROM deps AS builder
ARG NODE_IMAGE
ENV FIRST=1 SECOND="two words"
WORKDIR sub
ENV WHERE=$PLACE/x KEPT=\${NOTHING:-fallback}

FROM \${NODE_IMAGE}
WORKDIR /srv
COPY --from=builder --chown=1001:1001 ["/app/a file", "./"]
USER 1001:1001
EXPOSE 3000/tcp 3001
HEALTHCHECK --interval=30s CMD ["node", "-e", "0"]
ENTRYPOINT ["node"]
CMD server.js --all
`;
const read = parseDockerfile(text, 'x/Dockerfile');
const [deps, builder, final] = read.stages;

describe('parseDockerfile', () => {
  it('resolves the base of each stage from ARG defaults, and names an earlier stage as such', () => {
    expect(read.stages.map((stage) => stage.base.reference)).toEqual(['node:24-alpine', 'deps', 'node:24-alpine']);
    expect(builder?.base.stage).toBe('deps');
    expect(read.stages.map((stage) => stage.name)).toEqual(['deps', 'builder', undefined]);
  });

  it('puts a build argument before the default of its ARG', () => {
    const other = parseDockerfile(text, 'x/Dockerfile', { NODE_IMAGE: 'node:26' });
    expect(finalStage(other)?.base.reference).toBe('node:26');
    expect(other.stages[1]?.args.get('NODE_IMAGE')?.value).toBe('node:26');
  });

  it('gives places 1-based with an exclusive end', () => {
    expect(final?.user?.at).toEqual({ file: 'x/Dockerfile', line: 19, column: 1, endLine: 19, endColumn: 15 });
    expect(deps?.steps[1]?.at).toMatchObject({ line: 7, endLine: 8 });
  });

  it('lets a stage inherit the settings of the stage it starts from', () => {
    expect(builder?.workdir?.value).toBe('/app/sub');
    expect(builder?.steps).toEqual([]);
    expect(builder?.env.get('WHERE')?.value).toBe('/app/x');
  });

  it('reads ENV in all its forms', () => {
    expect([...(builder?.env ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ['FIRST', '1'],
      ['SECOND', 'two words'],
      ['WHERE', '/app/x'],
      ['KEPT', 'fallback'],
    ]);
  });

  it('keeps the order of COPY and RUN, with a RUN on one line', () => {
    expect(deps?.steps).toMatchObject([
      { kind: 'COPY', sources: ['package.json', 'package-lock.json'], destination: './' },
      { kind: 'RUN', command: 'npm ci --no-audit' },
    ]);
  });

  it('leaves comments between the lines of a RUN out, and what a heredoc holds out of the sources of a COPY', () => {
    const { stages } = parseDockerfile(
      'FROM a\nRUN one \\\n  # npm ci\n  && two # three\nCOPY <<EOF b /c/\nd e\nEOF\n',
      'Dockerfile',
    );
    expect(stages[0]?.steps).toMatchObject([
      { kind: 'RUN', command: 'one && two # three' },
      { kind: 'COPY', sources: ['<<EOF', 'b'], destination: '/c/' },
    ]);
  });

  it('reads an ARG that declares several', () => {
    const { stages } = parseDockerfile('ARG A=1 B=2\nFROM x:$A-$B\nARG C=3 D\n', 'Dockerfile');
    expect(stages[0]?.base.reference).toBe('x:1-2');
    expect([...(stages[0]?.args ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ['C', '3'],
      ['D', undefined],
    ]);
  });

  it('reads the JSON form of COPY and its --from', () => {
    expect(final?.steps).toMatchObject([{ from: 'builder', sources: ['/app/a file'], destination: './' }]);
  });

  it('tells exec form from shell form', () => {
    expect(final?.entrypoint).toMatchObject({ exec: true, argv: ['node'] });
    expect(final?.cmd).toMatchObject({ exec: false, argv: ['server.js --all'] });
    expect(final?.healthcheck?.command).toMatchObject({ exec: true, argv: ['node', '-e', '0'] });
  });

  it('reads the ports of EXPOSE without their protocol', () => {
    expect(final?.ports.map((port) => port.value)).toEqual([3000, 3001]);
  });

  it('has no stage for a file without FROM', () => {
    expect(finalStage(parseDockerfile('# nothing\n', 'Dockerfile'))).toBeUndefined();
    expect(parseDockerfile('FROM a\nHEALTHCHECK NONE\n', 'Dockerfile').stages[0]?.healthcheck).not.toHaveProperty(
      'command',
    );
  });
});
