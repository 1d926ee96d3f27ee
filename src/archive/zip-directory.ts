/** A packed file within a ZIP archive. */
export interface ZipEntry {
  readonly path: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packedBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
export const LOCAL_BYTES = 30;
/** The end record with the longest comment. */
export const TAIL_BYTES = END_BYTES + 0xffff;

/**
 * Where the directory of an archive stands, by the archive's last bytes (APPNOTE 4.3.16). Null where there is none, or
 * where the archive is larger than the plain form can say (ZIP64).
 */
export function findDirectory(tail: Buffer): { readonly offset: number; readonly bytes: number } | null {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const bytes = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    return offset === 0xffffffff || bytes === 0xffffffff ? null : { offset, bytes };
  }
  return null;
}

/** The entries of a directory (APPNOTE 4.3.12), as far as it is whole. */
export function readDirectory(directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE) {
    const pathEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
    entries.push({
      path: directory.toString('utf8', at + ENTRY_BYTES, pathEnd),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at = pathEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** How far behind its beginning a local header's data begins; null where this is no local header. */
export function dataOffset(header: Buffer): number | null {
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL_SIGNATURE) return null;
  return LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}
