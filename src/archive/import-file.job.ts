import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JobHandler } from '../jobs/job-handler.js';
import { InputError, RefusedError } from '../kernel/faults.js';
import { ImportFileService } from './import-file.service.js';
import { IMPORT_FILE_JOB } from './import.service.js';

const payloadSchema = z.object({ importId: z.number().int() });

/** Runs an import that waits in the queue, or goes on with one that a stopped process left. */
@Injectable()
export class ImportFileJob extends JobHandler {
  override readonly job = IMPORT_FILE_JOB;

  constructor(private readonly files: ImportFileService) {
    super();
  }

  override async run(payload: unknown, signal: AbortSignal): Promise<void> {
    try {
      const { importId } = payloadSchema.parse(payload);
      await this.files.run(importId, signal);
      await this.files.dropUpload(importId);
    } catch (error) {
      // The account says what is wrong with the file; trying again would not make it better.
      if (!(error instanceof InputError || error instanceof RefusedError)) throw error;
    }
  }
}
