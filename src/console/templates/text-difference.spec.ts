import { textDifference } from './text-difference.js';

const marks = { same: ' ', added: '+', removed: '-' };
const difference = (before: string, after: string) =>
  textDifference(before, after).map(({ kind, text }) => `${marks[kind]}${text}`);

describe('what became of a text', () => {
  it('keeps the lines that stay and marks what goes and comes', () => {
    expect(difference('a\nb\nc', 'a\nx\nc\nd')).toEqual([' a', '-b', '+x', ' c', '+d']);
  });

  it.each([
    ['', 'new\ntext', ['+new', '+text']],
    ['old', '', ['-old']],
    ['same', 'same', [' same']],
    ['', '', []],
    ['a\n\nb', 'a\nb', [' a', '-', ' b']],
  ])('from %j to %j', (before, after, lines) => {
    expect(difference(before, after)).toEqual(lines);
  });

  it.each([
    ['one\ntwo\nthree', 'two\nthree\nfour\none'],
    ['a\nb\na\nb', 'b\na\nb\na'],
    ['x', 'y\nz\nx\nx'],
  ])('holds both texts whole: %j and %j', (before, after) => {
    const lines = textDifference(before, after);
    const without = (kind: string) => lines.filter((line) => line.kind !== kind).map(({ text }) => text);
    expect([without('added').join('\n'), without('removed').join('\n')]).toEqual([before, after]);
  });
});
