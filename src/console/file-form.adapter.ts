import type { Readable } from 'node:stream';
import type { MulterModuleOptions } from '@nestjs/platform-express';
import { InputError, type Fault } from '../kernel/faults.js';
import { removeUpload, saveUpload } from './upload.adapter.js';
import type { WebRequest } from './web-request.adapter.js';

/** The file of a form, as its handler gets it: kept under `path`, or refused with `faults`. */
export interface ReceivedFile {
  readonly originalname: string;
  readonly path?: string;
  readonly faults?: readonly Fault[];
}

interface IncomingFile {
  readonly originalname: string;
  readonly stream: Readable;
}
type Done = (error: Error | null, info?: Partial<ReceivedFile>) => void;

const LONGEST_FIELD_BYTES = 4096;
const MOST_FIELDS = 40;

/**
 * How a form with one file is read: its fields stand before the file, so that the token is confirmed before a byte is kept,
 * and the file is streamed into `folder`. A kind of file that is not taken becomes a fault of the form.
 */
export function fileForm(folder: string, limitBytes: number): MulterModuleOptions {
  const keep = async (file: IncomingFile): Promise<Partial<ReceivedFile>> => {
    try {
      return { path: await saveUpload(folder, file.originalname, file.stream, limitBytes) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      file.stream.resume();
      return { faults: error.faults };
    }
  };
  return {
    defParamCharset: 'utf8',
    limits: { files: 1, fields: MOST_FIELDS, fieldSize: LONGEST_FIELD_BYTES },
    fileFilter: (request: WebRequest, _file: unknown, done: (error: Error | null, keep: boolean) => void) => {
      try {
        confirm(request);
        done(null, true);
      } catch (error) {
        done(error as Error, false);
      }
    },
    storage: {
      _handleFile: (_request: unknown, file: IncomingFile, done: Done) => {
        keep(file).then(
          (info) => done(null, info),
          (error: Error) => done(error),
        );
      },
      _removeFile: (_request: unknown, file: ReceivedFile, done: Done) => {
        const removed = file.path === undefined ? Promise.resolve() : removeUpload(file.path);
        removed.then(() => done(null), done);
      },
    },
  };
}

/** Throws unless the form's token was right; a form without a file has not been asked yet. */
export function confirm(request: WebRequest): void {
  if (!request.confirmCsrf) throw new Error('The form was not read behind the middleware that checks its token.');
  request.confirmCsrf();
}
