import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from '../../lib/sse.ts';

/** A stream whose parts are the given bytes, and whether its reader has left. */
function streamOf(parts: readonly Uint8Array[]) {
  let left = false;
  const queue = [...parts];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = queue.shift();
      if (part) controller.enqueue(part);
      else controller.close();
    },
    cancel() {
      left = true;
    },
  });
  return { body, left: () => left };
}

async function all(parts: readonly Uint8Array[]): Promise<readonly ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(streamOf(parts).body)) events.push(event);
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('events of a stream', () => {
  const text =
    'event: delta\ndata: {"text":"Čaj 🍵 für zwei"}\n\n: ping\n\nevent: done\r\ndata: one\r\ndata: two\r\n\r\n';
  const events = [
    { name: 'delta', data: '{"text":"Čaj 🍵 für zwei"}' },
    { name: 'done', data: 'one\ntwo' },
  ];

  it('are the same wherever the bytes are split, inside a character and a line end too', async () => {
    const whole = bytes(text);
    for (let place = 0; place <= whole.length; place += 1) {
      expect(await all([whole.slice(0, place), whole.slice(place)])).toEqual(events);
    }
    expect(await all(Array.from(whole, (_, index) => whole.slice(index, index + 1)))).toEqual(events);
  });

  it('arrive while the stream goes on', async () => {
    let write: (part: string) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        write = (part) => controller.enqueue(bytes(part));
      },
    });
    const reader = readEvents(body);
    write('data: one\n\n');
    expect((await reader.next()).value).toEqual({ name: 'message', data: 'one' });
    write('data: two\n\n');
    expect((await reader.next()).value).toEqual({ name: 'message', data: 'two' });
    await reader.return(undefined);
  });

  it.each([
    [
      'lines that end by a carriage return',
      'event: a\rdata: b\r\rdata: c\n\n',
      [
        ['a', 'b'],
        ['message', 'c'],
      ],
    ],
    ['a field without a colon and one without a space', 'data\nevent:x\ndata:y\n\n', [['x', '\ny']]],
    ['only one space taken away', 'data:  two\n\n', [['message', ' two']]],
    ['a name without data', 'event: nothing\n\ndata: x\n\n', [['message', 'x']]],
    ['fields that are not known', 'id: 7\nretry: 5\nother: z\ndata: x\n\n', [['message', 'x']]],
    ['a byte order mark', '\uFEFFdata: x\n\n', [['message', 'x']]],
    ['an event without its end', 'data: x\n\ndata: lost\n', [['message', 'x']]],
    ['nothing', '', []],
  ])('are read with %s', async (_, source, expected) => {
    expect((await all([bytes(source)])).map(({ name, data }) => [name, data])).toEqual(expected);
  });

  it('end the stream when their reader leaves', async () => {
    const { body, left } = streamOf([bytes('data: one\n\n'), bytes('data: two\n\n')]);
    for await (const _ of readEvents(body)) break;
    expect(left()).toBe(true);
  });
});
