import { acceptRequestId, maskUrl } from './mask-url.js';

describe('what a log may say of a request', () => {
  it.each([
    ['/s/eyJhbGciOi', '/s/***'],
    ['/u/abc/anything?List-Unsubscribe=One-Click', '/u/***/anything?***'],
    ['/find?q=13800138000', '/find?***'],
    ['/api/v1/campaigns/12/status', '/api/v1/campaigns/12/status'],
    ['/sign-in', '/sign-in'],
  ])('%s is written as %s', (url, masked) => expect(maskUrl(url)).toBe(masked));

  it('keeps the id that a proxy gave, unless it could forge a line', () => {
    expect(acceptRequestId('3f2a-99ab_c0')).toBe('3f2a-99ab_c0');
    for (const bad of [undefined, ['a'], 'short', 'with space or\nline', 'x'.repeat(65)])
      expect(acceptRequestId(bad)).toBeNull();
  });
});
