import { acceptRequestId, maskText, maskUrl } from './mask-url.js';

describe('what a log may say of a request', () => {
  it.each([
    ['/s/eyJhbGciOi', '/s/***'],
    ['/webhooks/tencent/a-secret/status', '/webhooks/tencent/***/status'],
    ['/u/abc/anything?List-Unsubscribe=One-Click', '/u/***/anything?***'],
    ['/find?q=13800138000', '/find?***'],
    ['/api/v1/campaigns/12/status', '/api/v1/campaigns/12/status'],
    ['/api/v1/campaigns/12/customers/C-0001', '/api/v1/campaigns/12/customers/***'],
    ['/sign-in', '/sign-in'],
  ])('%s is written as %s', (url, masked) => expect(maskUrl(url)).toBe(masked));

  it('writes no telephone number and no address out of an error', () => {
    const detail = 'Key (address)=(+8613800138000) of li.lei@example.com exists in 42 rows';
    expect(maskText(detail)).toBe('Key (address)=(***) of ***@*** exists in 42 rows');
  });

  it('keeps the id that a proxy gave, unless it could forge a line', () => {
    expect(acceptRequestId('3f2a-99ab_c0')).toBe('3f2a-99ab_c0');
    for (const bad of [undefined, ['a'], 'short', 'with space or\nline', 'x'.repeat(65)])
      expect(acceptRequestId(bad)).toBeNull();
  });
});
