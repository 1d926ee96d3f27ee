import { dataOffset, findDirectory, LOCAL_BYTES, readDirectory } from './zip-directory.js';

function endRecord(bytes: number, offset: number, comment = ''): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(offset, 16);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([record, Buffer.from(comment)]);
}

function entry(path: string, extraBytes: number, place: { packed: number; offset: number }): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(8, 10);
  record.writeUInt32LE(place.packed, 20);
  record.writeUInt16LE(Buffer.byteLength(path), 28);
  record.writeUInt16LE(extraBytes, 30);
  record.writeUInt32LE(place.offset, 42);
  return Buffer.concat([record, Buffer.from(path), Buffer.alloc(extraBytes)]);
}

describe('the directory of an archive', () => {
  it('is found at the end, behind a comment too', () => {
    expect(findDirectory(endRecord(100, 5000))).toEqual({ bytes: 100, offset: 5000 });
    const tail = Buffer.concat([Buffer.from('data'), endRecord(7, 9, 'made by hand')]);
    expect(findDirectory(tail)).toEqual({ bytes: 7, offset: 9 });
  });

  it('is not found where there is none, or only the large form', () => {
    expect(findDirectory(Buffer.from('not an archive, but long enough'))).toBeNull();
    expect(findDirectory(Buffer.alloc(3))).toBeNull();
    expect(findDirectory(endRecord(10, 0xffffffff))).toBeNull();
  });

  it('lists the packed files, as far as it is whole', () => {
    const first = entry('xl/客户.xml', 4, { packed: 10, offset: 0 });
    const second = entry('b', 0, { packed: 20, offset: 60 });
    const both = [
      { path: 'xl/客户.xml', method: 8, packedBytes: 10, offset: 0 },
      { path: 'b', method: 8, packedBytes: 20, offset: 60 },
    ];
    expect(readDirectory(Buffer.concat([first, second]))).toEqual(both);
    expect(readDirectory(Buffer.concat([first, second.subarray(0, 30)]))).toEqual(both.slice(0, 1));
  });

  it('says where the data of a packed file begin', () => {
    const header = Buffer.alloc(LOCAL_BYTES);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(5, 26);
    header.writeUInt16LE(7, 28);
    expect(dataOffset(header)).toBe(LOCAL_BYTES + 12);
    expect(dataOffset(header.subarray(0, 20))).toBeNull();
    expect(dataOffset(Buffer.alloc(LOCAL_BYTES))).toBeNull();
  });
});
