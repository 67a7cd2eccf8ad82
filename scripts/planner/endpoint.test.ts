import { describe, expect, test } from 'vitest';
import { endpointFinding } from './endpoint.ts';

const hosts = ['models.example.com'];

test.each([
  'http://127.0.0.1:4000/v1',
  'http://localhost:11434/v1/',
  'http://[::1]:1/v1',
  'https://models.example.com/v1',
])('%s may be asked', (url) => {
  expect(endpointFinding(url, hosts)).toBeUndefined();
});

describe('an address is refused', () => {
  test.each([
    ['of a host that nobody named', 'https://other.example.com/v1', /does not name this host/],
    ['whose host only begins like loopback', 'http://127.0.0.1.example.com/v1', /does not name this host/],
    ['whose host only ends like the named one', 'https://evil-models.example.com/v1', /does not name this host/],
    ['with a user that looks like a host', 'https://models.example.com@evil.example.com/v1', /more than a host/],
    ['with a query', 'http://127.0.0.1/v1?to=x/v1', /more than a host/],
    ['that is not that of an interface', 'http://127.0.0.1/', /does not end with/],
    ['that would go unencrypted', 'http://models.example.com/v1', /by https/],
    ['of another protocol', 'file://127.0.0.1/v1', /does not name this host/],
    ['that is none', 'models', /no address/],
  ])('%s', (_, url, why) => {
    expect(endpointFinding(url, hosts)).toMatchObject({
      code: 'ai/endpoint-refused',
      message: expect.stringMatching(why),
    });
  });

  test('without its password in the message', () => {
    expect(endpointFinding('https://a:hunter2@h/v1', hosts)?.message).not.toContain('hunter2');
  });
});
