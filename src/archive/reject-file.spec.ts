import { readColumns } from './header-row.js';
import { isRejectFile, withoutMark } from './reject-file.js';

describe('a list of rejects that comes back mended', () => {
  it.each([['why_rejected'], ['拒收原因']])('is known by its column %s', (header) => {
    expect(isRejectFile(['客户编号', header])).toBe(true);
    expect(isRejectFile(['客户编号', '备注'])).toBe(false);
  });

  it('has its notes left out, unless somebody says otherwise', () => {
    const { columns } = readColumns(['拒收原因', '原文件行号', '客户编号'], {}, 'customer_no');
    expect(columns.map(({ target }) => target.kind)).toEqual(['ignore', 'ignore', 'field']);
    const mapped = readColumns(['why_rejected', 'customer_no'], { why_rejected: 'attr:why' }, 'customer_no');
    expect(mapped.columns[0]?.target).toEqual({ kind: 'attribute', name: 'why' });
  });

  it.each([
    ["'=cmd|calc", '=cmd|calc'],
    ["'+86 139-0013-9000", '+86 139-0013-9000'],
    ["'＝1", '＝1'],
    ["'s-Gravenhage", "'s-Gravenhage"],
    ['plain', 'plain'],
  ])('reads %s as %s', (written, meant) => {
    expect(withoutMark(written)).toBe(meant);
  });
});
